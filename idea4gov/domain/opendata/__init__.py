"""Open data: the public fields, the files, and the suppression of small counts."""
