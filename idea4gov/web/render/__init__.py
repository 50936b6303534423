"""Rendering and caching of pages: templates, fragments, placeholders, compression, downloads."""
