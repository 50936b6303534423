"""What is left of somebody who erased their account: a name that names nobody, an address of nobody."""

from idea4gov.domain.errors import N_, Conflict, Invalid

ERASED_NAME = "ผู้ใช้ที่ลบบัญชีแล้ว"


class HoldsOffice(Conflict):
    """An official's acts must stay answerable for as long as they hold the office."""

    code = "holds_office"
    message = N_(
        "You hold an office here. Ask an administrator to take it back first, then erase the account."
    )


class NotUnderstood(Invalid):
    """The box that says that erasing cannot be undone is not ticked."""

    code = "not_understood"
    message = N_("Please tick the box first: erasing an account cannot be undone.")


def erased_email(account_id: int) -> str:
    """What stands in the place of an e-mail address. RFC 6761 keeps .invalid free for ever."""
    return f"erased-{account_id}@erased.invalid"


def check_understood(answer: object) -> None:
    """Raise NotUnderstood unless the box was ticked."""
    if not answer:
        raise NotUnderstood()
