"""Erasing an account: the name and the e-mail address that stay in its place."""

from idea4gov.domain.errors import N_, Conflict, Invalid

ERASED_NAME = "ผู้ใช้ที่ลบบัญชีแล้ว"


class HoldsOffice(Conflict):
    """The person has a role. Officials remain accountable, so their accounts cannot be erased."""

    code = "holds_office"
    message = N_("You hold a role here. Ask an administrator to take it back first, then erase the account.")


class NotUnderstood(Invalid):
    """The box that confirms that erasing is final was not ticked."""

    code = "not_understood"
    message = N_("Please tick the box first: erasing an account cannot be undone.")


def erased_email(account_id: int) -> str:
    """The e-mail address that an erased account gets. RFC 6761 reserves the domain .invalid."""
    return f"erased-{account_id}@erased.invalid"


def check_understood(answer: object) -> None:
    """Raise NotUnderstood unless the box was ticked. answer: value of the form field."""
    if not answer:
        raise NotUnderstood()
