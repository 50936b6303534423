"""Reads and writes of comments."""
