"""Known devices: browsers that hold a signed cookie of ours, in which an account logged in before."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.devices import DEVICE_KEPT
from idea4gov.outside.signing import Signer
from idea4gov.store import devices

PURPOSE = "known-device"


def is_known_device(
    db: Session, signer: Signer, account_id: int, cookie: str | None, *, now: datetime
) -> bool:
    """Whether a request comes from a device in which this account logged in before.

    cookie: the value of the device's cookie; None or a forged one: of no device.
    """
    digest = signer.secret_digest(PURPOSE, cookie) if cookie else None
    return digest is not None and devices.is_known(db, account_id, digest, since=now - DEVICE_KEPT)


def known_device_of(
    db: Session, signer: Signer, email: str, cookie: str | None, *, now: datetime
) -> str | None:
    """The digest of a device's cookie, if the account of an e-mail address logged in there before; else None.

    The work does not depend on whether there is such an account.
    """
    digest = signer.secret_digest(PURPOSE, cookie) if cookie else None
    if digest is None or not devices.is_known_to(db, email, digest, since=now - DEVICE_KEPT):
        return None
    return digest


class KnownAs(NamedTuple):
    """How a device is known. token: the value that its cookie has from now on; digest: of the token.

    is_new: whether it was unknown to the account.
    """

    token: str
    digest: str
    is_new: bool


def know_device(
    db: Session,
    signer: Signer,
    account_id: int,
    cookie: str | None,
    *,
    device: str,
    confirms: bool,
    now: datetime,
) -> KnownAs:
    """Know the device of a log-in. Lock the account first. device: its name, as of domain.devices.

    confirms: whether somebody showed there just now that they read the account's mail. One cookie serves all
    accounts that log in on the device.
    """
    token = cookie if cookie and signer.secret_digest(PURPOSE, cookie) else signer.new_token(PURPOSE)
    digest = signer.secret_digest(PURPOSE, token)
    assert digest is not None
    was_known = is_known_device(db, signer, account_id, token, now=now)
    if not was_known:
        # It may have been known, and confirmed, long ago.
        devices.forget_device(db, account_id, digest)
    devices.save_device(db, account_id, digest, device=device, confirms=confirms, now=now)
    return KnownAs(token, digest, not was_known)


def forget_other_device(
    db: Session, signer: Signer, account_id: int, digest: str | None, cookie: str | None
) -> None:
    """Know the device with this digest no longer, unless it is the one with this cookie."""
    own = signer.secret_digest(PURPOSE, cookie) if cookie else None
    if digest is not None and digest != own:
        devices.forget_device(db, account_id, digest)


def forget_other_devices(db: Session, signer: Signer, account_id: int, cookie: str | None) -> None:
    """Know no device of an account any more but the one with this cookie. Lock the account first."""
    digest = signer.secret_digest(PURPOSE, cookie) if cookie else None
    devices.forget_devices(db, account_id, but=digest)
