"""security.txt names whom to tell of a weakness, in the form of RFC 9116."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.conftest import NOON
from tests.web.conftest import Site


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("", "Contact: http://localhost/privacy"),
        ("security@example.go.th", "Contact: mailto:security@example.go.th"),
        ("mailto:security@example.go.th", "Contact: mailto:security@example.go.th"),
        ("https://example.go.th/report", "Contact: https://example.go.th/report"),
    ],
)
def test_it_names_the_contact_and_ends_within_a_year(app: Flask, contact: str, line: str) -> None:
    parts = app.extensions["idea4gov"]
    site = parts.config.public_url
    app.extensions["idea4gov"] = replace(parts, config=replace(parts.config, security_contact=contact))
    answer = Site(app).client.get("/.well-known/security.txt")
    lines = answer.text.splitlines()
    assert answer.mimetype == "text/plain"
    assert lines[0] == line.replace("http://localhost", site)
    expires = lines[1].removeprefix("Expires: ")
    assert NOON.isoformat() < expires < NOON.replace(year=NOON.year + 1).isoformat()
    assert f"Canonical: {site}/.well-known/security.txt" in lines
