"""Handling of requests: sessions, guards, forms, language, errors. Imports neither render nor pages."""
