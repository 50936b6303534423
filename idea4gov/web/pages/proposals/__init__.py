"""Proposals with their supports, comments and photos, and the search for proposals."""
