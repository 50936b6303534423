"""Known weaknesses of the locked packages: a stored file, looked through without a network."""
