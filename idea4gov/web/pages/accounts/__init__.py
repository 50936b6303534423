"""Pages of accounts: log in and register (entry), links from mails (links), my page (me), privacy, tokens."""

from idea4gov.web.pages.accounts import entry, links, me, privacy, tokens
from idea4gov.web.pages.accounts.blueprint import bp

__all__ = ["bp", "entry", "links", "me", "privacy", "tokens"]
