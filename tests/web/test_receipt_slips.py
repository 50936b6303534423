"""What the server draws for a ballot: nobody chooses its code, and its line in the log can be opened."""

import hashlib
import re

import pytest
from flask import Flask
from sqlalchemy import select

from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.domain.rounds.voting import CHALLENGES
from idea4gov.store.models import OutgoingMail
from idea4gov.store.rounds.urn_log import find_leaf
from idea4gov.store.rounds.voting import find_ballot
from idea4gov.store.session import Database
from tests.factories import add_account
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import settle
from tests.web.ballots import code_on, path, receipt_digest, reviewed, round_, send, voter
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields

__all__ = ["round_", "voter"]


def test_the_browser_cannot_choose_the_code(
    database: Database, round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, person_id = voter
    chosen = "7K3M-9QXT-0ABC-DEFG"
    data = {**reviewed(site, round_, round_.projects[0]), "code": chosen, "do": "cast"}
    assert site.client.post(path(round_), data=data).status_code == 303
    receipt = site.get(path(round_, "/receipt")).text
    assert chosen not in receipt
    assert receipt_digest(database, round_, person_id) == digest_code(code_on(receipt))
    assert code_on(receipt) not in data["slip"]


def test_the_mail_says_that_a_ballot_came_and_nothing_else(
    database: Database, round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, _ = voter
    assert send(site, round_, "cast", round_.projects[0])[0] == 303
    code = code_on(site.get(path(round_, "/receipt")).text)
    with database.reading() as db:
        bodies = list(db.scalars(select(OutgoingMail.body)))
    assert len(bodies) == 1
    assert "ถ้าคุณไม่ได้ลงคะแนนเอง" in bodies[0]
    assert not any(secret in bodies[0] for secret in (code, "ไฟส่องทาง"))


@pytest.mark.parametrize("slip", ["", "x", "gAAAAAB" + "x" * 80])
def test_a_forged_slip_is_looked_over_again_and_casts_nothing(
    database: Database, round_: HostedRound, voter: tuple[Site, int], slip: str
) -> None:
    site, person_id = voter
    data = {**reviewed(site, round_, round_.projects[0]), "slip": slip, "do": "cast"}
    answer = site.client.post(path(round_), data=data)
    assert answer.status_code == 200
    assert 'value="challenge"' in answer.get_data(as_text=True)
    with database.reading() as db:
        assert find_ballot(db, round_.id, person_id) is None


def test_a_slip_casts_only_the_choices_that_were_looked_over(
    database: Database, round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, person_id = voter
    lamps, benches, _ = round_.projects
    data = {**reviewed(site, round_, lamps), f"mark-{benches}": "1", "do": "cast"}
    assert site.client.post(path(round_), data=data).status_code == 200
    with database.reading() as db:
        assert find_ballot(db, round_.id, person_id) is None


def test_a_slip_of_another_person_or_round_casts_nothing(
    app: Flask, database: Database, round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, person_id = voter
    with database.transaction() as db:
        settle(db, add_account(db, "other@example.org", password_hash=PASSWORD_HASH))
        there = add_hosted_round(db)
    other = Site(app)
    other.enter("other@example.org")
    slips = [
        reviewed(other, round_, round_.projects[0])["slip"],
        reviewed(site, there, there.projects[0])["slip"],
    ]
    for slip in slips:
        data = {**reviewed(site, round_, round_.projects[0]), "slip": slip, "do": "cast"}
        assert site.client.post(path(round_), data=data).status_code == 200
    with database.reading() as db:
        assert find_ballot(db, round_.id, person_id) is None


def test_a_slip_is_used_once(round_: HostedRound, voter: tuple[Site, int]) -> None:
    site, _ = voter
    data = {**reviewed(site, round_, round_.projects[0]), "do": "cast"}
    assert site.client.post(path(round_), data=data).status_code == 303
    assert site.submit(path(round_, "/withdraw"), {}).status_code == 303
    assert site.client.post(path(round_), data=data).status_code == 422


def test_a_challenge_opens_the_line_that_was_shown_and_it_is_never_cast(
    database: Database, round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, person_id = voter
    lamps = round_.projects[0]
    _, page = send(site, round_, "review", lamps)
    [line] = re.findall(r"<code>([0-9a-f]{64})</code>", page)
    data = hidden_fields(page, path(round_))
    answer = site.client.post(path(round_), data={**data, "do": "challenge"})
    opened = answer.get_data(as_text=True)
    assert answer.status_code == 200
    [text, _] = re.findall(r"idea4gov-ballot/1[^'<]*", opened)
    assert hashlib.sha256(text.encode()).hexdigest() == line
    assert text.endswith(f" marks={lamps}")
    assert site.client.post(path(round_), data={**data, "do": "cast"}).status_code == 422
    fresh = hidden_fields(opened, path(round_))
    assert fresh["slip"] != data["slip"]
    with database.reading() as db:
        assert find_ballot(db, round_.id, person_id) is None
        leaf = find_leaf(db, round_.id, line)
    assert leaf is not None
    assert leaf.kind == "spoiled"
    assert site.client.post(path(round_), data={**fresh, "do": "cast"}).status_code == 303


def test_a_ballot_that_is_cast_cannot_be_opened(round_: HostedRound, voter: tuple[Site, int]) -> None:
    site, _ = voter
    data = reviewed(site, round_, round_.projects[0])
    assert site.client.post(path(round_), data={**data, "do": "cast"}).status_code == 303
    answer = site.client.post(path(round_), data={**data, "do": "challenge"})
    assert answer.status_code == 422
    assert "idea4gov-ballot" not in answer.get_data(as_text=True)


def test_who_opens_line_after_line_is_stopped_and_keeps_the_ballot(
    round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, _ = voter
    fields = reviewed(site, round_, round_.projects[0])
    for _ in range(CHALLENGES.times):
        answer = site.client.post(path(round_), data={**fields, "do": "challenge"})
        assert answer.status_code == 200
        fields = hidden_fields(answer.text, path(round_))
    answer = site.client.post(path(round_), data={**fields, "do": "challenge"})
    assert answer.status_code == 429
    assert len(re.findall(r"<input[^>]*checked", answer.text)) == 1
    assert send(site, round_, "cast", round_.projects[0])[0] == 303
