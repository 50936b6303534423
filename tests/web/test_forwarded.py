"""Whose address a visitor's is: that of the connection, or what so many trusted proxies say."""

import pytest
from flask import Flask, request

from config import Config
from idea4gov.web.application import wrap_app
from tests.settings import PRODUCTION

CONNECTED, SAID = "10.0.0.1", "6.6.6.6, 7.7.7.7, 8.8.8.8"


@pytest.mark.parametrize(
    ("proxies", "address", "host"),
    [("0", CONNECTED, "pb.example.go.th"), ("1", "8.8.8.8", "third"), ("2", "7.7.7.7", "second")],
)
def test_only_as_many_proxies_as_are_set_are_believed(proxies: str, address: str, host: str) -> None:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: f"{request.remote_addr} {request.host}")
    wrap_app(app, Config.from_env({**PRODUCTION, "IDEA4GOV_TRUSTED_PROXIES": proxies}))
    answer = app.test_client().get(
        "/",
        base_url="https://pb.example.go.th",
        environ_overrides={"REMOTE_ADDR": CONNECTED},
        headers={
            "X-Forwarded-For": SAID,
            "X-Forwarded-Host": "first, second, third",
            "X-Forwarded-Proto": "https, https, https",
        },
    )
    assert answer.get_data(as_text=True) == f"{address} {host}"
