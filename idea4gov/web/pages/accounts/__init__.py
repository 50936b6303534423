"""Accounts in the web: coming in and going out (entry), links from mails (links), my page (me), and more."""

from idea4gov.web.pages.accounts import entry, links, me, privacy, tokens
from idea4gov.web.pages.accounts.blueprint import bp

__all__ = ["bp", "entry", "links", "me", "privacy", "tokens"]
