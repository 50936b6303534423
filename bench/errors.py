"""What stops a measurement."""


class BenchError(Exception):
    """Something could not be measured, or is not what it claims to be; the text says why."""
