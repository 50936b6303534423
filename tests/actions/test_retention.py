"""The worker deletes by the table of retention, and not a moment before; the pages print the same times."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from idea4gov.actions import growth
from idea4gov.actions.accounts.sessions import clear_sessions
from idea4gov.actions.consents import record_consent
from idea4gov.actions.growth import ACTS, clear_old
from idea4gov.actions.imports import clear_sheets
from idea4gov.actions.rounds.voting import declare_residence
from idea4gov.actions.waiting_photos import clear_photos
from idea4gov.domain.retention import RULES, Kind, kept
from idea4gov.store.base import Base
from idea4gov.store.consents import end_consents
from idea4gov.store.links import add_link
from idea4gov.store.models import (
    AccountLink,
    BudgetRound,
    Consent,
    KnownDevice,
    Notice,
    Person,
    Residence,
    WaitingPhoto,
)
from idea4gov.store.retention import list_rules
from idea4gov.store.session import Database
from idea4gov.store.waiting_photos import put_photos
from tests.conftest import NOON
from tests.factories import add_account, insert, new_photo, viewer_of
from tests.hosted import add_hosted_round
from tests.voters import HOME, add_voters, cast

MOMENT = timedelta(seconds=1)
# Deleted by other jobs of the worker, which tests of their own call.
ELSEWHERE: set[Kind] = {
    "sessions", "devices", "mails", "photos", "sheets", "exports",
    "security_events", "security_addresses", "traffic", "failures",
}  # fmt: skip


def count(database: Database, model: type[Base]) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def test_every_rule_of_the_worker_has_an_act() -> None:
    """Red where a rule has come into force with its tables, and nothing deletes by it: see ACTS."""
    promised = {kind for kind, rule in list_rules().items() if rule.by == "worker"}
    assert promised - ELSEWHERE == set(ACTS)


def look_around(database: Database, now: datetime) -> None:
    """What the worker does each minute in the database."""
    clear_sheets(database, now=now)
    clear_photos(database, now=now)
    clear_sessions(database, now=now)
    clear_old(database, now=now)


def add_notice(db: Session, account: int) -> None:
    insert(db, Notice(account_id=account, kind="answer", title="ถนน", path="/boards/1", at=NOON))


def add_ended_consent(db: Session, account: int) -> None:
    person = viewer_of(db, account).person_id
    record_consent(db, person, "notice_mail", now=NOON - timedelta(days=9))
    end_consents(db, [person], now=NOON)


def add_device(db: Session, account: int) -> None:
    words = {"device": "Firefox", "secret_digest": "0" * 64}
    insert(db, KnownDevice(account_id=account, known_since=NOON, seen_at=NOON, **words))


def expired_link(db: Session, account: int) -> None:
    begun = NOON - timedelta(hours=1)
    add_link(db, account, purpose="reset_password", secret_digest="1" * 64, now=begun)


ROWS: dict[Kind, tuple[type[Base], Callable[[Session, int], object]]] = {
    "notices": (Notice, add_notice),
    "links": (AccountLink, expired_link),
    "consents": (Consent, add_ended_consent),
    "devices": (KnownDevice, add_device),
    "photos": (WaitingPhoto, lambda db, account: put_photos(db, account, [new_photo()], now=NOON)),
    "residence": (
        Residence,
        lambda db, account: declare_residence(db, viewer_of(db, account), HOME, now=NOON),
    ),
    "unconfirmed": (Person, lambda db, _account: add_account(db, confirmed=False)),
}


@pytest.mark.parametrize("kind", ROWS)
def test_what_is_over_by_the_table_goes_and_not_a_moment_before(kind: Kind, database: Database) -> None:
    model, add = ROWS[kind]
    with database.transaction() as db:
        add_hosted_round(db)
        account = add_account(db)
    before = count(database, model)
    with database.transaction() as db:
        add(db, account)
    look_around(database, NOON + kept(kind) - MOMENT)
    assert count(database, model) == before + 1
    look_around(database, NOON + kept(kind) + MOMENT)
    assert count(database, model) == before


def test_a_residence_stays_while_a_round_with_its_vote_is_not_final(database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
    [voter] = add_voters(database, 1)
    with database.transaction() as db:
        record_consent(db, voter.person_id, "residence", now=NOON)
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    later = NOON + kept("residence") + MOMENT
    clear_old(database, now=later + timedelta(days=900))
    assert count(database, Residence) == 1
    with database.transaction() as db:
        db.execute(update(BudgetRound).values(cancelled_at=NOON, cancelled_reason="ยกเลิก"))
    clear_old(database, now=later - 2 * MOMENT)
    assert count(database, Residence) == 1
    clear_old(database, now=later)
    assert count(database, Residence) == 0
    with database.reading() as db:
        assert db.scalars(select(Consent.ended_at)).all() == [later]


def test_the_last_vote_counts_and_not_when_it_was_declared(database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
    [voter] = add_voters(database, 1)
    voted_at = NOON + timedelta(days=3)
    cast(database, voter, round_.id, {round_.projects[0]: 1}, now=voted_at)
    with database.transaction() as db:
        db.execute(update(BudgetRound).values(cancelled_at=NOON, cancelled_reason="ยกเลิก"))
    clear_old(database, now=NOON + kept("residence") + MOMENT)
    assert count(database, Residence) == 1
    clear_old(database, now=voted_at + kept("residence") + MOMENT)
    assert count(database, Residence) == 0


def test_residences_go_in_small_transactions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idea4gov.store.retention.AT_ONCE", 2)
    with database.transaction() as db:
        add_hosted_round(db)
    add_voters(database, 5)
    clear_old(database, now=NOON + kept("residence") + MOMENT)
    assert count(database, Residence) == 0


def test_another_time_in_the_table_is_another_deletion(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as db:
        add_notice(db, add_account(db))
    monkeypatch.setattr(growth, "kept", lambda kind: timedelta(days=3) if kind == "notices" else kept(kind))
    clear_old(database, now=NOON + timedelta(days=3) + MOMENT)
    assert count(database, Notice) == 0
    assert RULES["notices"].time != timedelta(days=3)
