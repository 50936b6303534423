"""What people do with accounts: register, confirm, log in, set passwords, change their profile."""

from idea4gov.actions.accounts.administration import (
    confirm_device_of,
    create_account,
    end_sessions,
    find_place,
    grant_role,
    list_sessions,
    revoke_role,
    shut_out,
)
from idea4gov.actions.accounts.keys import Keys, LogIn
from idea4gov.actions.accounts.links import check_link
from idea4gov.actions.accounts.log_in import log_in
from idea4gov.actions.accounts.passwords import (
    change_password,
    check_new_password,
    choose_password,
    confirm_password,
    send_reset_link,
)
from idea4gov.actions.accounts.profile import change_language, change_profile, check_profile
from idea4gov.actions.accounts.registration import check_registration, register
from idea4gov.actions.accounts.throttle import Asker

__all__ = [
    "Asker",
    "Keys",
    "LogIn",
    "change_language",
    "change_password",
    "change_profile",
    "check_link",
    "check_new_password",
    "check_profile",
    "check_registration",
    "choose_password",
    "confirm_device_of",
    "confirm_password",
    "create_account",
    "end_sessions",
    "find_place",
    "grant_role",
    "list_sessions",
    "log_in",
    "register",
    "revoke_role",
    "send_reset_link",
    "shut_out",
]
