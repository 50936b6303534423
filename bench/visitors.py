"""Visitors of the installation: requests with real sessions and tokens, ready to be sent."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

from flask import session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from bench.rounds import CHOSEN, Voting
from bench.seeding import BOARD, BODY, PASSWORD, TITLE, Seeded, email_of
from config import Config
from idea4gov.domain.sessions import digest_key
from idea4gov.outside.random_tokens import draw_key, draw_slip
from idea4gov.store.sessions import add_session
from idea4gov.web.application import build_app, build_services
from idea4gov.web.http.cookies import cookie_name
from idea4gov.web.http.csrf import csrf_token
from idea4gov.web.http.login import KEY_COOKIE
from idea4gov.web.http.services import utc_now
from idea4gov.web.pages.rounds.drafts_of_ballots import Draft, seal_draft

HOST = "pb.example.go.th"
READERS = 200


def production_settings(url: str) -> dict[str, str]:
    """The settings of an installation behind a proxy, on the database at `url`."""
    return {
        "IDEA4GOV_ENV": "production",
        "IDEA4GOV_SECRET_KEY": secrets.token_urlsafe(48),
        "IDEA4GOV_BASE_URL": f"https://{HOST}",
        "IDEA4GOV_CONTROLLER": "bench",
        "IDEA4GOV_CONTROLLER_CONTACT": "bench",
        "IDEA4GOV_DATA_PROTECTION_OFFICER": "bench",
        "IDEA4GOV_DATABASE_URL": url,
        "IDEA4GOV_TRUSTED_PROXIES": "1",
        # All visitors of the bench come from one network: they are counted, and not refused.
        "IDEA4GOV_VISITOR_REQUESTS_PER_MINUTE": "10000000",
    }


class Visitors:
    """Prepares requests for an installation with these settings, as its proxy would pass them on."""

    def __init__(self, settings: dict[str, str], seeded: Seeded) -> None:
        self.seeded = seeded
        self._parts = build_services(Config.from_env(settings))
        self._app = build_app(self._parts)
        self._keys: dict[int, str] = {}
        # one secret in every visit, so that one token serves everyone
        with self._app.test_request_context():
            self._token = csrf_token()
            serializer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined]
            self._visit = f"{self._app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}"
            self._key_name = cookie_name(KEY_COOKIE)

    def close(self) -> None:
        """Close the connections to the database."""
        self._parts.database.dispose()

    def reads(self, path: str) -> list[bytes]:
        """The page, asked for by many people who are logged in."""
        readers = self.seeded.voters[:READERS]
        self._begin_sessions(readers)
        return [_get(path, self._cookie_of(account)) for account in readers]

    def visits(self, path: str) -> list[bytes]:
        """The page, asked for by someone who is not logged in."""
        return [_get(path, "")]

    def sends(self, path: str, fields: dict[str, str]) -> bytes:
        """A form, sent by someone who is not logged in."""
        return _post(path, {"csrf_token": self._token, **fields}, self._visit, 1)

    def supports(self, pairs: list[tuple[int, int]]) -> list[bytes]:
        """Presses of the button, one for each (account, proposal)."""
        fields = {"csrf_token": self._token, "back": f"/boards/{BOARD}"}
        self._begin_sessions([account for account, _ in pairs])
        return [
            _post(f"/proposals/{proposal}/support", fields, self._cookie_of(account), account)
            for account, proposal in pairs
        ]

    def comments(self, texts: list[tuple[int, int, str]]) -> list[bytes]:
        """Comments, one for each (account, proposal, text)."""
        self._begin_sessions([account for account, _, _ in texts])
        return [
            _post(
                f"/proposals/{proposal}/comments",
                {"csrf_token": self._token, "body": text},
                self._cookie_of(account),
                account,
            )
            for account, proposal, text in texts
        ]

    def ballots(self, accounts: range, voting: Voting) -> list[bytes]:
        """Whole ballots put, looked over before, one for each account, with as many projects as they may.

        The accounts are seeded ones, whose persons have the same numbers.
        """
        marks = {f"mark-{project}": "1" for project in voting.projects[-CHOSEN:]}
        fields = {"csrf_token": self._token, "do": "cast", "version": "0", **marks}
        self._begin_sessions(accounts)
        return [
            _post(
                f"/rounds/{voting.round_id}/ballot",
                {**fields, "slip": self._slip(account, voting)},
                self._cookie_of(account),
                account,
            )
            for account in accounts
        ]

    def _slip(self, voter: int, voting: Voting) -> str:
        """What the server draws and seals when somebody looks a ballot over."""
        marks = dict.fromkeys(voting.projects[-CHOSEN:], 1)
        draft = Draft(draw_slip("findable"), 0, marks)
        return seal_draft(self._parts.signer, voter, voting.round_id, draft)

    def proposals(self, accounts: Iterable[int], photos: Sequence[bytes]) -> list[bytes]:
        """New proposals, one for each account, each with the same JPEGs, as a browser sends files."""
        accounts = list(accounts)
        self._begin_sessions(accounts)
        return [self._proposal(account, photos) for account in accounts]

    def _proposal(self, account: int, photos: Sequence[bytes]) -> bytes:
        fields = {
            "csrf_token": self._token,
            "title": TITLE.format(number=account),
            "category": "environment",
            "body": BODY,
            "place": "",
            "form_key": draw_key(),
        }
        files = [FileStorage(BytesIO(photo), "IMG_2569.jpg", "photos", "image/jpeg") for photo in photos]
        boundary, body = encode_multipart(MultiDict([*fields.items(), *(("photos", file) for file in files)]))
        kind = f"multipart/form-data; boundary={boundary}"
        return _post_body(f"/boards/{BOARD}/proposals/new", kind, self._cookie_of(account), account, body)

    def log_ins(self, accounts: range) -> list[bytes]:
        """Log-ins with the right password, each from an address of its own."""
        return [
            _post(
                "/log-in",
                {"csrf_token": self._token, "email": email_of(account), "password": PASSWORD},
                self._visit,
                account,
            )
            for account in accounts
        ]

    def _begin_sessions(self, accounts: Iterable[int]) -> None:
        """Log in those of these accounts that are not yet."""
        with self._parts.database.transaction() as db:
            for account in set(accounts) - self._keys.keys():
                self._keys[account] = draw_key()
                add_session(
                    db,
                    account,
                    session_number=1,
                    key_digest=digest_key(self._keys[account]),
                    lasts=timedelta(days=30),
                    idle=None,
                    device="Chrome, Android",
                    network="10.0.0.0/24",
                    now=utc_now(),
                )

    def _cookie_of(self, account: int) -> str:
        return f"{self._visit}; {self._key_name}={self._keys[account]}"


def _get(path: str, cookie: str) -> bytes:
    return _request("GET", path, cookie, 1, {}, b"")


def _post(path: str, fields: dict[str, str], cookie: str, visitor: int) -> bytes:
    return _post_body(path, "application/x-www-form-urlencoded", cookie, visitor, urlencode(fields).encode())


def _post_body(path: str, kind: str, cookie: str, visitor: int, body: bytes) -> bytes:
    headers = {
        "Referer": f"https://{HOST}/",
        "Origin": f"https://{HOST}",
        "Content-Type": kind,
        "Content-Length": str(len(body)),
    }
    return _request("POST", path, cookie, visitor, headers, body)


def _request(method: str, path: str, cookie: str, visitor: int, more: dict[str, str], body: bytes) -> bytes:
    headers = {
        "Host": HOST,
        "User-Agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
        "Accept": "text/html,application/xhtml+xml",
        "Accept-Language": "th-TH,th;q=0.9",
        "X-Forwarded-For": _address(visitor),
        "X-Forwarded-Proto": "https",
        **({"Cookie": cookie} if cookie else {}),
        **more,
    }
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def _address(visitor: int) -> str:
    """An address that throttles cannot put together with another visitor's."""
    digest = hashlib.sha256(str(visitor).encode()).digest()
    return f"10.{digest[0]}.{digest[1]}.{digest[2]}"
