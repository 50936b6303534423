"""How pages are made and kept: templates, fragments, placeholders, compression, downloads."""
