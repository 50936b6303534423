"""Devices that lose their trust, and those that keep it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from idea4gov.actions.accounts import sessions
from idea4gov.actions.accounts.administration import end_sessions, grant_role
from idea4gov.actions.accounts.devices import KnownAs, know_device
from idea4gov.actions.accounts.sessions import Begun
from idea4gov.domain.devices import DEVICE_KEPT, DEVICES_MAX
from idea4gov.domain.permissions import Place, Viewer
from idea4gov.store.models import KnownDevice
from idea4gov.store.session import Database
from tests.attacks.logged_in import EMAIL, KEYS, begin, somchai
from tests.attacks.test_device_codes import browser_of, is_confirmed
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_local_government
from tests.web.conftest import database

__all__ = ["database", "somchai"]


def given_a_role(database: Database, viewer: Viewer, begun: Begun) -> None:
    with database.transaction() as db:
        add_local_government(db)
        grant_role(
            db, email=EMAIL, role="moderator", place=Place("20", SAEN_SUK), site="https://a.th", now=NOON
        )


def logged_out_by_command(database: Database, viewer: Viewer, begun: Begun) -> None:
    with database.transaction() as db:
        end_sessions(db, EMAIL)


def everybody_logged_out(database: Database, viewer: Viewer, begun: Begun) -> None:
    with database.transaction() as db:
        end_sessions(db, None)


def ended_from_another_device(database: Database, viewer: Viewer, begun: Begun) -> None:
    other = begin(database, viewer.account_id)
    with database.transaction() as db:
        assert begun.viewer.session_id is not None
        sessions.end_own_session(
            db, KEYS.signer, other.viewer, begun.viewer.session_id, other.device, now=NOON
        )


def ended_with_all_others(database: Database, viewer: Viewer, begun: Begun) -> None:
    other = begin(database, viewer.account_id)
    with database.transaction() as db:
        sessions.end_other_sessions(db, KEYS.signer, other.viewer, other.device, now=NOON)


@pytest.mark.parametrize(
    "happens",
    [
        given_a_role,
        logged_out_by_command,
        everybody_logged_out,
        ended_from_another_device,
        ended_with_all_others,
    ],
)
def test_a_device_has_to_be_confirmed_again(
    database: Database, somchai: int, happens: Callable[[Database, Viewer, Begun], None]
) -> None:
    begun = begin(database, somchai, confirms=True)
    assert begun.viewer.on_confirmed_device
    happens(database, begun.viewer, begun)
    assert not begin(database, somchai, browser_of(begun)).viewer.on_confirmed_device


def test_a_log_out_on_the_device_itself_leaves_it_confirmed(database: Database, somchai: int) -> None:
    begun = begin(database, somchai, confirms=True)
    with database.transaction() as db:
        assert begun.viewer.session_id is not None
        sessions.end_own_session(
            db, KEYS.signer, begun.viewer, begun.viewer.session_id, begun.device, now=NOON
        )
    assert begin(database, somchai, browser_of(begun)).viewer.on_confirmed_device


def test_log_ins_elsewhere_push_no_confirmed_device_out(database: Database, somchai: int) -> None:
    begun = begin(database, somchai, confirms=True)
    for _ in range(DEVICES_MAX + 2):
        begin(database, somchai)
    assert is_confirmed(database, begun.key)


def test_a_device_that_was_not_used_for_a_year_is_confirmed_no_longer(
    database: Database, somchai: int
) -> None:
    begun = begin(database, somchai, confirms=True)

    def know(days: int) -> KnownAs:
        with database.transaction() as db:
            return know_device(
                db,
                KEYS.signer,
                somchai,
                begun.device,
                device="",
                confirms=False,
                now=NOON + timedelta(days=days),
            )

    assert not know(DEVICE_KEPT.days - 1).is_new
    with database.reading() as db:
        assert db.query(KnownDevice.confirmed_at).scalar() == NOON
    assert know(2 * DEVICE_KEPT.days).is_new
    with database.reading() as db:
        assert db.query(KnownDevice.confirmed_at).scalar() is None
