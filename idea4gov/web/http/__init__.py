"""What every request passes: sessions, guards, forms, language, errors. Imports neither render nor pages."""
