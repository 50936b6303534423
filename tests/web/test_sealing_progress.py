"""A large urn that is being sealed: how far it is stands on the page of the round and on its desk."""

import pytest
from flask import Flask

from idea4gov.actions.rounds import sealing
from idea4gov.actions.rounds.large_urns import seal_chunk
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE
from tests.conftest import Clock
from tests.hosted import add_hosted_round
from tests.officials import add_official
from tests.voters import add_voters, cast
from tests.web.conftest import PASSWORD_HASH, Site

HOW_FAR = "<strong>2 จาก 3 ใบ</strong>"


def test_everybody_sees_how_far_the_sealing_of_a_large_urn_is(
    app: Flask, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "LARGE", 1)
    with database.transaction() as db:
        round_ = add_hosted_round(db)
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
    for voter in add_voters(database, 3):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    clock.now = CLOSE
    while (progress := seal_chunk(database, round_.id, now=CLOSE, limit=2)) and not progress.sealed:
        pass
    site = Site(app)
    site.enter("office@example.org")
    for page in (f"/rounds/{round_.id}", f"/desk/rounds/{round_.id}", f"/desk/rounds/{round_.id}/announce"):
        assert HOW_FAR in site.get(page).text, page
    told = site.submit(f"/desk/rounds/{round_.id}/suspend", {"reason": "น้ำท่วมหน่วยเลือกตั้ง"})
    assert told.status_code == 409
    assert "2 จาก 3 ใบ ระบบทำต่อไปเอง" in told.text
    assert "น้ำท่วมหน่วยเลือกตั้ง" in told.text
    assert HOW_FAR in Site(app).get(f"/rounds/{round_.id}").text
