"""Pages of accounts: log in and register (entry), links from mails (links), my page (me), and others."""

from idea4gov.web.pages.accounts import devices, entry, links, me, privacy, tokens
from idea4gov.web.pages.accounts.blueprint import bp

__all__ = ["bp", "devices", "entry", "links", "me", "privacy", "tokens"]
