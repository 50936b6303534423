"""Boards: what pages and files read of them, and what acts write."""
