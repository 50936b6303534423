"""What a request may hold: the worst JSON, forms and passwords of their size are refused, not worked on."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from idea4gov.actions.tokens import make_token
from idea4gov.domain.passwords import PASSWORD_MAX_LENGTH, password_spellings
from idea4gov.outside.signing import Signer
from idea4gov.store.session import Database
from tests.attacks.limited import READ, outcome_of
from tests.attacks.test_bounds_markdown import EXPANDING
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_board, add_proposal
from tests.officials import add_official
from tests.web.conftest import PASSWORD_HASH, SETTINGS, Site, app, database, outbox

__all__ = ["app", "database", "outbox"]

EMAIL = "official@example.org"
MARKS = "\u0315\u0300"
"""Two marks that stand in another order once they are sorted, which takes quadratic time."""


@pytest.fixture
def official(app: Flask, database: Database) -> Site:
    """An official who is logged in; a proposal (1) that waits for an answer."""
    with database.transaction() as db:
        add_proposal(db, add_board(db, local_government_code=SAEN_SUK))
        add_official(db, email=EMAIL, password_hash=PASSWORD_HASH)
    site = Site(app)
    site.enter(EMAIL)
    return site


@pytest.fixture
def token(database: Database) -> str:
    with database.transaction() as db:
        add_proposal(db, add_board(db, local_government_code=SAEN_SUK))
        signer = Signer([SETTINGS["IDEA4GOV_SECRET_KEY"]])
        viewer = add_official(db)
        return make_token(
            db,
            viewer,
            signer,
            name="ระบบ",
            scopes=("answers",),
            days="30",
            site="https://x.example",
            now=NOON,
        )


def put(client: FlaskClient, token: str, body: bytes) -> tuple[int, str]:
    answer = client.put("/api/v1/proposals/1/answer", data=body, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.get_json(force=True)["code"]


@pytest.mark.parametrize("nested", [b"[", b'{"a":', b'{"body":[', b'[{"revision":'])
def test_json_that_is_nested_without_end_is_a_bad_request(nested: bytes, app: Flask, token: str) -> None:
    client = app.test_client()
    assert put(client, token, nested * (200_000 // len(nested))) == (400, "bad_request")
    closed = nested * 2_000 + b"1" + (b"]}" if nested[0] == ord("[") else b"}]") * 2_000
    assert put(client, token, closed)[0] in (400, 422)


@pytest.mark.parametrize(
    "body",
    [
        b'{"revision":' + b"1" * 200_000 + b"}",
        b'{"revision":1e' + b"9" * 200_000 + b"}",
        b'{"' + b"a" * 200_000 + b'":1}',
        b'{"\\ud800":1}',
        b'{"body":"\\ud800","revision":0}',
        b'{"body":"\\u0000","revision":0}',
        b"{" + b",".join(b'"%d":1' % number for number in range(20_000)) + b"}",
        b'{"body":"a","revision":NaN}',
        b"\xff" * 200_000,
    ],
    ids=["number", "exponent", "name", "half name", "half", "zero", "names", "nan", "bytes"],
)
def test_json_that_no_field_can_hold_is_refused_as_a_field(body: bytes, app: Flask, token: str) -> None:
    status, code = put(app.test_client(), token, body)
    assert (status, code) in {(422, "bad_body"), (422, "forbidden_character")}


@pytest.mark.parametrize("name", ["table", "definition"])
def test_the_form_of_an_answer_says_what_is_too_large_and_keeps_it(name: str, official: Site) -> None:
    text = EXPANDING[name][:5_000].strip()
    answer = official.submit("/desk/proposals/1/answer", {"body": text})
    assert answer.status_code == 422
    page = unescape(answer.get_data(as_text=True))
    assert "ตารางหรือรายการให้เล็กลง" in page
    assert text in page


@pytest.mark.parametrize("signs", ["a" + MARKS * 80_000, "ก" + "\u0e38\u0e49" * 40_000, "ﷺ" * 80_000])
def test_a_password_longer_than_any_is_compared_once_and_never_composed(signs: str) -> None:
    assert password_spellings(signs) == [""]
    assert outcome_of(lambda: password_spellings(signs)) == READ
    assert password_spellings("a" * PASSWORD_MAX_LENGTH) == ["a" * PASSWORD_MAX_LENGTH]
