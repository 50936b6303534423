"""Reads and writes of places: provinces, districts, subdistricts, local governments."""
