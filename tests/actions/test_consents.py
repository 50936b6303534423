"""What a person agreed to is noted with its version, shown, and ends where the law lets it."""

import pytest
from sqlalchemy import select

from idea4gov.actions.consents import list_own_consents, record_consent, withdraw_consent
from idea4gov.actions.notices import change_mail, end_mail
from idea4gov.actions.privacy import export_own_data
from idea4gov.actions.rounds.voting import declare_residence, withdraw_ballot
from idea4gov.domain.consents import (
    CONSENTS,
    PURPOSES,
    Consent,
    ConsentInUse,
    NotWithdrawable,
    Purpose,
    UnknownPurpose,
)
from idea4gov.domain.permissions import Viewer
from idea4gov.store.models import Account
from idea4gov.store.notices import get_notice_mail
from idea4gov.store.residences import find_residence
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, viewer_of
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import HOME, cast


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


@pytest.fixture
def viewer(database: Database, round_: HostedRound) -> Viewer:
    """Somebody who declared where they live."""
    assert round_
    with database.transaction() as db:
        found = viewer_of(db, add_account(db))
        declare_residence(db, found, HOME, now=NOON)
    return found


def told(database: Database, viewer: Viewer) -> list[tuple[str, str, bool]]:
    with database.reading() as db:
        given = list_own_consents(db, viewer)
    return [(one.purpose, one.version, one.ended_at is None) for one in given]


def withdraw(database: Database, viewer: Viewer, purpose: str) -> None:
    with database.transaction() as db:
        withdraw_consent(db, viewer, purpose, now=NOON)


def test_account_and_residence_are_told_with_their_versions(database: Database, viewer: Viewer) -> None:
    assert told(database, viewer) == [("terms", "1", True), ("residence", "1", True)]
    with database.snapshot() as db:
        [row] = export_own_data(db, viewer, now=NOON)["consents"]
    assert (row["purpose"], row["version"], row["ended_at"]) == ("residence", "1", None)


def test_new_words_end_the_consent_to_the_old_ones(
    database: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as db:
        record_consent(db, viewer.person_id, "residence", now=NOON)
    assert len(told(database, viewer)) == 2
    words: dict[Purpose, Consent] = {**CONSENTS}
    words["residence"] = Consent("-", "-", "public_task", "2", "-")
    monkeypatch.setattr("idea4gov.actions.consents.CONSENTS", words)
    with database.transaction() as db:
        record_consent(db, viewer.person_id, "residence", now=NOON)
    assert told(database, viewer)[1:] == [("residence", "2", True), ("residence", "1", False)]


def test_who_withdraws_has_the_residence_deleted(database: Database, viewer: Viewer) -> None:
    for _ in range(2):
        withdraw(database, viewer, "residence")
        with database.reading() as db:
            assert find_residence(db, viewer.person_id) is None
    assert told(database, viewer)[1:] == [("residence", "1", False)]


def test_a_residence_on_which_a_ballot_rests_stays(
    database: Database, viewer: Viewer, round_: HostedRound
) -> None:
    cast(database, viewer, round_.id, {round_.projects[0]: 1})
    with pytest.raises(ConsentInUse):
        withdraw(database, viewer, "residence")
    with database.transaction() as db:
        assert find_residence(db, viewer.person_id) == HOME
        withdraw_ballot(db, viewer, round_.id, version=1, now=NOON)
    withdraw(database, viewer, "residence")


def test_mails_are_stopped_and_begun_by_page_and_by_link(database: Database, viewer: Viewer) -> None:
    with database.transaction() as db:
        change_mail(db, viewer, is_wanted=True, now=NOON)
    assert told(database, viewer)[1] == ("notice_mail", "1", True)
    withdraw(database, viewer, "notice_mail")
    with database.transaction() as db:
        assert not get_notice_mail(db, viewer.account_id)
        change_mail(db, viewer, is_wanted=True, now=NOON)
    with database.transaction() as db:
        key = db.scalars(select(Account.notice_key).where(Account.id == viewer.account_id)).one()
        end_mail(db, key or "", now=NOON)
    assert {one for one in told(database, viewer) if one[0] == "notice_mail"} == {("notice_mail", "1", False)}


@pytest.mark.parametrize("purpose", [one for one in PURPOSES if not CONSENTS[one].is_withdrawable])
def test_what_does_not_rest_on_consent_cannot_be_withdrawn(
    purpose: Purpose, database: Database, viewer: Viewer
) -> None:
    with pytest.raises(NotWithdrawable):
        withdraw(database, viewer, purpose)


def test_a_purpose_that_is_none_is_refused(database: Database, viewer: Viewer) -> None:
    with pytest.raises(UnknownPurpose):
        withdraw(database, viewer, "everything")
