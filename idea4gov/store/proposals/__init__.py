"""Reads and writes of proposals."""
