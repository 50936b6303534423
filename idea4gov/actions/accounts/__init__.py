"""What people do with accounts: register, confirm, log in, set passwords, change their profile."""

from idea4gov.actions.accounts.administration import create_account, find_place, grant_role, revoke_role
from idea4gov.actions.accounts.keys import Keys, LogIn
from idea4gov.actions.accounts.links import check_link, confirm_email
from idea4gov.actions.accounts.log_in import log_in
from idea4gov.actions.accounts.passwords import change_password, reset_password, send_reset_link
from idea4gov.actions.accounts.profile import change_language, change_profile
from idea4gov.actions.accounts.registration import register

__all__ = [
    "Keys",
    "LogIn",
    "change_language",
    "change_password",
    "change_profile",
    "check_link",
    "confirm_email",
    "create_account",
    "find_place",
    "grant_role",
    "log_in",
    "register",
    "reset_password",
    "revoke_role",
    "send_reset_link",
]
