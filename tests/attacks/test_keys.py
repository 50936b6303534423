"""Renewing the secret logs nobody out and changes no pseudonym; a secret that is gone opens nothing."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import update
from werkzeug.test import Client

from config import Config
from idea4gov import create_app
from idea4gov.actions.demo import renew_demo_passwords
from idea4gov.actions.kept_keys import keep_keys, pseudonyms
from idea4gov.domain.keys import KEY_BYTES, derive_key, derive_keys
from idea4gov.outside.settings import ConfigError
from idea4gov.outside.signing import Signer
from idea4gov.store.accounts import get_credentials
from idea4gov.store.models import Account
from idea4gov.store.session import Database
from idea4gov.web.http.local_only import local_only
from tests.factories import add_account
from tests.settings import PRODUCTION

OLD, NEW, OTHER = ("a secret of the year 2568 " * 2, "the secret of the year 2569 " * 2, "of a stranger " * 4)


def test_each_purpose_and_each_secret_has_a_key_of_its_own() -> None:
    keys = {
        derive_key(secret, purpose)
        for secret in (OLD, NEW)
        for purpose in ("session", "jobs", "throttle", "")
    }
    assert len(keys) == 8
    assert {len(key) for key in keys} == {KEY_BYTES}


def test_derivation_is_hkdf_of_rfc_5869() -> None:
    # openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt salt:idea4gov -kdfopt info:session ... HKDF
    assert (
        derive_key("x" * 32, "session").hex()
        == "0bf9e4a2ba83170877b275d9ed1b818dd5f7f223ba2b955cf4d48bbd5e4966b7"
    )


def test_what_a_former_secret_signed_goes_on_and_the_newest_signs() -> None:
    former = Signer([OLD])
    renewed = Signer([NEW, OLD])
    token = former.new_token("api")
    assert renewed.secret_digest("api", token) == former.secret_digest("api", token) is not None
    made_now = renewed.new_token("api")
    assert former.secret_digest("api", made_now) is None
    assert Signer([NEW]).secret_digest("api", made_now) is not None
    assert Signer([NEW]).secret_digest("api", token) is None
    assert renewed.secret_digest("confirm_email", token) is None
    assert renewed.secret_digest("api", Signer([OTHER]).new_token("api")) is None


def test_a_new_secret_changes_no_pseudonym(database: Database, owned: Database) -> None:
    before = pseudonyms(database, Signer([OLD]))("7:42")
    keep_keys(owned, Signer([OLD]))
    keep_keys(owned, Signer([NEW, OLD]))
    assert pseudonyms(database, Signer([NEW]))("7:42") == before
    assert pseudonyms(database, Signer([OTHER]))("7:43") != before


def visitor_of(app: Flask, cookie: str) -> object:
    """What a visitor with this cookie is known by."""
    header = {"Cookie": f"session={cookie}"}
    with app.test_request_context("/", headers=header) as context:
        return context.session.get("visitor")


def test_a_cookie_of_a_former_secret_is_still_read() -> None:
    former, renewed, without = Flask("former"), Flask("renewed"), Flask("without")
    for app, secrets in ((former, [OLD]), (renewed, [NEW, OLD]), (without, [NEW])):
        newest, *others = derive_keys(secrets, "session")
        app.config.update(SECRET_KEY=newest, SECRET_KEY_FALLBACKS=others)
    signer = SecureCookieSessionInterface().get_signing_serializer(former)
    assert signer is not None
    cookie = str(signer.dumps({"visitor": 7}))
    assert [visitor_of(app, cookie) for app in (former, renewed, without)] == [7, 7, None]


@pytest.mark.parametrize(
    ("keys", "secrets"),
    [("n" * 40, 1), ("n" * 40 + "," + "o" * 40, 2), (f"{'n' * 40}  {'o' * 40} {'p' * 40}", 3)],
)
def test_secrets_are_read_newest_first(keys: str, secrets: int) -> None:
    config = Config.from_env({**PRODUCTION, "IDEA4GOV_SECRET_KEY": "", "IDEA4GOV_SECRET_KEYS": keys})
    assert len(config.all_secrets) == secrets
    assert keys.startswith(config.all_secrets[0])


@pytest.mark.parametrize(
    "change",
    [
        {"IDEA4GOV_SECRET_KEY": "", "IDEA4GOV_SECRET_KEYS": "n" * 40 + ",short"},
        {"IDEA4GOV_SECRET_KEYS": "n" * 40},
        {"IDEA4GOV_SECRET_KEY": "", "IDEA4GOV_SECRET_KEYS": " , "},
    ],
)
def test_a_list_of_secrets_that_cannot_be_used_is_named(change: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="IDEA4GOV_SECRET_KEY"):
        Config.from_env({**PRODUCTION, **change})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "pb.example.go.th", ""])
def test_the_demo_is_shown_to_others_only_with_a_password_of_its_own(host: str) -> None:
    trial = {"IDEA4GOV_ENV": "development", "IDEA4GOV_SECRET_KEY": OLD, "HOST": host or "127.0.0.1"}
    if host:
        with pytest.raises(ConfigError, match="IDEA4GOV_DEMO_PASSWORD"):
            Config.from_env(trial)
        with pytest.raises(ConfigError, match="12 characters"):
            Config.from_env({**trial, "IDEA4GOV_DEMO_PASSWORD": "short"})
    Config.from_env({**trial, "IDEA4GOV_DEMO_PASSWORD": "of this trial alone"})


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("127.8.9.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200), ("", 200)]
    + [(one, 403) for one in ("192.0.2.7", "10.0.0.2", "2001:db8::1", "::ffff:192.0.2.7", "nonsense")],
)
def test_a_trial_answers_its_own_machine_alone_whatever_serves_it(address: str, status: int) -> None:
    def site(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"demo"]

    answer = Client(local_only(site)).get("/log-in", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status
    assert ("IDEA4GOV_DEMO_PASSWORD" in answer.get_data(as_text=True)) == (status == 403)


@pytest.mark.parametrize(("password", "status"), [("", 403), ("of this trial alone", 200)])
def test_a_server_that_imports_the_application_shows_the_demo_to_nobody_else(
    tmp_path: Path, password: str, status: int
) -> None:
    trial = {"IDEA4GOV_ENV": "development", "IDEA4GOV_SECRET_KEY": OLD, "IDEA4GOV_DEMO_PASSWORD": password}
    trial["IDEA4GOV_DATABASE_URL"] = f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    client = create_app(Config.from_env(trial)).test_client()
    assert client.get("/healthz", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == status
    assert client.get("/healthz").status_code == 200


def test_only_the_demo_s_accounts_get_its_password(database: Database) -> None:
    with database.transaction() as db:
        citizen, shown = add_account(db, password_hash="own"), add_account(db, password_hash="public")
        db.execute(update(Account).where(Account.id == shown).values(is_demo=True))
        renew_demo_passwords(db, "of this trial")
        assert get_credentials(db, shown).password_hash == "of this trial"
        assert get_credentials(db, citizen).password_hash == "own"
