"""The token of a form: the visitor's own, another one in every answer, and nobody else's."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

PAGE = "/log-in"
FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')
CLEAR = {"Sec-Fetch-Site": "same-origin"}


def tokens(client: FlaskClient) -> list[str]:
    return FIELD.findall(client.get(PAGE).get_data(as_text=True))


def is_taken(client: FlaskClient, token: str, **headers: str) -> bool:
    """Whether a form with this token may write. Without an address it then has faults of its own (422)."""
    answer = client.post(PAGE, data={"csrf_token": token} if token else {}, headers={**CLEAR, **headers})
    assert answer.status_code in (400, 422)
    return answer.status_code == 422


def test_each_answer_has_another_token_and_each_is_good(app: Flask) -> None:
    client = app.test_client()
    pages = [tokens(client) for _ in range(3)]
    assert all(len(set(page)) == 1 for page in pages)
    drawn = [page[0] for page in pages]
    assert len(set(drawn)) == 3
    # No part of it stays the same from answer to answer, so its letters cannot be guessed one by one.
    columns = list(zip(*drawn, strict=True))
    assert sum(len(set(column)) > 1 for column in columns) > len(columns) * 0.9
    assert all(is_taken(client, token) for token in drawn)


def test_it_may_stand_in_a_header(app: Flask) -> None:
    client = app.test_client()
    [token, *_] = tokens(client)
    assert is_taken(client, "", **{"X-CSRFToken": token})
    assert not is_taken(client, "", **{"X-CSRFToken": token[:-2]})


@pytest.mark.parametrize("wrong", ["", "x", "ก" * 86, "A" * 86, "A" * 100_000, "%00", "=" * 86])
def test_what_is_no_token_of_this_visitor_writes_nothing(app: Flask, wrong: str) -> None:
    client, other = app.test_client(), app.test_client()
    [token, *_] = tokens(client)
    assert not is_taken(client, wrong)
    assert not is_taken(client, tokens(other)[0])
    assert not is_taken(client, token[:43] + token[:43])
    assert not is_taken(client, token + "AAAA")
    assert not is_taken(app.test_client(), token)


@pytest.mark.parametrize(
    ("site", "may_write"),
    [("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False), ("Cross", False)],
)
def test_a_good_token_is_of_no_use_to_another_site(app: Flask, site: str, *, may_write: bool) -> None:
    client = app.test_client()
    [token, *_] = tokens(client)
    assert is_taken(client, token, **{"Sec-Fetch-Site": site}) is may_write
    [token, *_] = tokens(client)
    assert is_taken(client, "", **{"X-CSRFToken": token, "Sec-Fetch-Site": site}) is may_write


def test_a_browser_that_does_not_tell_who_sent_a_form_is_asked_for_its_token_alone(app: Flask) -> None:
    client = app.test_client()
    [token, *_] = tokens(client)
    assert client.post(PAGE, data={"csrf_token": token}).status_code == 422
    answer = client.post(PAGE, data={"csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert 'name="csrf_token"' not in answer.get_data(as_text=True).split("<main")[1]
