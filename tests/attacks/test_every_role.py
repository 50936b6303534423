"""Every address as eleven roles, with the things of one municipality: its own people's, and everybody else's.

The oracle is the table of permissions at the place of the things, and not what the views check.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule

from idea4gov.domain.permissions import PERMISSIONS, Permission, Place, Viewer, may
from idea4gov.store.session import Database
from idea4gov.web.http.csrf import EXEMPT
from idea4gov.web.http.guards import PUBLIC, guard_of
from tests.conftest import NOON, Clock
from tests.factories import SAEN_SUK, add_account, viewer_of
from tests.officials import BANG_PA_IN, SI_RACHA, add_official
from tests.web.conftest import Site, lent_app, make_services
from tests.web.every_form import places

__all__ = ["places"]

pytestmark = pytest.mark.slow

HERE = Place("20", SAEN_SUK)
# What ordinary people may see of others at most, by the permission that shows more.
SECRETS: dict[str, Permission] = {
    "มีเบอร์โทร": "content:moderate",
    "ไม่ใช่โฆษณา": "content:moderate",
}
WORDS = "น้ำท่วมหน้าบ้าน 3 วัน"
E_MAIL = re.compile(r"[\w.]+@example\.org")
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
# Tables that any request may write: attempts are counted whoever sends them.
ANYBODY_WRITES = {"throttle", "login_session", "known_device", "request_count"}
REFUSALS = (401, 403, 404, 405, 409)
# Endpoints for one's own things alone, whose things here belong to the office's administrator or to nobody.
OWN = {
    "proposals.edit", "proposals.withdraw", "comments.edit", "comments.withdraw", "appeals.appeal",
    "exports.job", "exports.file", "accounts.revoke_token", "notices.open_one", "photos.waiting",
    "imports.show", "imports.mend", "imports.take_back",
}  # fmt: skip
# Of the pages that everybody may open, it is enough to look at what these see.
READERS = ("nobody", "citizen", "moderator of another province")
ROLES: dict[str, Any] = {
    "nobody": None,
    "citizen": {},
    "author": {},
    "moderator here": {"role": "moderator"},
    "valuator here": {"role": "valuator"},
    "auditor here": {"role": "auditor"},
    "moderator of the next town": {"role": "moderator", "local_government": SI_RACHA},
    "moderator of another province": {"role": "moderator", "province": "14", "local_government": BANG_PA_IN},
    "admin of the province": {"role": "admin", "local_government": None},
    "admin of another province": {"role": "admin", "province": "14", "local_government": None},
    "admin of the nation": {"role": "admin", "province": None, "local_government": None},
}


class Asked(NamedTuple):
    """A request: the rule's endpoint, and an address of it. has_things: whether it names something HERE."""

    endpoint: str
    path: str
    methods: frozenset[str]
    has_things: bool


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The rules of who may do what do not know the engine."""
    return sqlite_database


@pytest.fixture
def app(database: Database, clock: Clock) -> Iterator[Flask]:
    with lent_app(make_services(database, clock)) as app:
        # Tokens have tests of their own; here a refusal must come from the permission alone.
        app.extensions[EXEMPT] = set(app.blueprints)
        yield app


def addresses(app: Flask, places: dict[str, int]) -> list[Asked]:
    """Each rule with the things HERE that its arguments may name."""
    found = []
    for rule in app.url_map.iter_rules():
        for values in _values(rule, places):
            built = rule.build(values)
            assert built is not None, (rule, values)
            methods = frozenset(rule.methods or ()) - {"OPTIONS", "HEAD"}
            things = {name for name in values if name not in ("format", "file_format", "name", "act", "kind")}
            found.append(Asked(rule.endpoint, built[1], methods, bool(things)))
    return found


def _values(rule: Rule, places: dict[str, int]) -> list[dict[str, Any]]:
    """Values for the arguments of a rule, one after the other; the kinds of posts with their own numbers."""
    ids: dict[str, list[Any]] = {
        "board_id": [places["board"]],
        "proposal_id": [places["proposal"], places["hidden"], places["candidate"]],
        "round_id": [places[name] for name in ("draft", "collecting", "voting", "sealed", "drawn")],
        "comment_id": [places["comment"], places["mine"]],
        "case_id": [places["case"]],
        "appeal_id": [places["appeal"]],
        "objection_id": [places["objection"]],
        "project_id": [places["shown"]],
        "serial": [7],
        "code": ["20" if "provinces" in rule.rule else "200104" if "subdistricts" in rule.rule else SAEN_SUK],
        "made_on": [NOON.date()],
        "token": ["x"],
        "key": ["x"],
    }
    pairs = {
        "posts": [
            ("boards", places["board"]),
            ("proposals", places["hidden"]),
            ("comments", places["comment"]),
        ],
        "subjects": [("boards", places["board"]), ("rounds", places["sealed"])],
    }
    for kind, choices in pairs.items():
        if kind in rule.arguments:
            number = {"posts": "post_id", "subjects": "subject_id"}[kind]
            rest = rule.arguments - {kind, number}
            return [
                {kind: one, number: id_, **more} for one, id_ in choices for more in _each(rule, rest, ids)
            ]
    return _each(rule, rule.arguments, ids)


def _each(rule: Rule, names: set[str], ids: dict[str, list[Any]]) -> list[dict[str, Any]]:
    choices = [_words(rule, name) or ids.get(name) or _others(rule, name) for name in sorted(names)]
    return [dict(zip(sorted(names), values, strict=True)) for values in product(*choices)]


def _words(rule: Rule, name: str) -> list[Any]:
    """The words that an argument may be, if the rule names them."""
    words = re.search(rf"<any\(([^>]*)\):{name}>", rule.rule)
    return [one.strip(" '") for one in words.group(1).split(",")] if words else []


def _others(rule: Rule, name: str) -> list[Any]:
    """A number, a photo or a name that is not there."""
    if f"<id:{name}>" in rule.rule:
        return [1]
    return ["0" * 32 if f"<photo:{name}>" in rule.rule else "report"]


def visitors(app: Flask, database: Database) -> dict[str, tuple[Site, Viewer | None]]:
    """Somebody of each role, logged in, and what the table of permissions knows of them."""
    found: dict[str, tuple[Site, Viewer | None]] = {}
    for number, (role, given) in enumerate(ROLES.items()):
        email = f"role{number}@example.com"
        with database.transaction() as db:
            if given:
                viewer: Viewer | None = add_official(db, email=email, **given)
            else:
                viewer = None if given is None else viewer_of(db, add_account(db, email))
        found[role] = Site(app), viewer
        if viewer is not None:
            found[role][0].enter(email)
    return found


class Fields(HTMLParser):
    """The fields of all forms of a page, as somebody in a hurry fills them in. values: {name: value}."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = self._textarea = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            self.values.setdefault(self._select, given["value"])
        elif tag == "textarea":
            self.values[name] = WORDS
        elif tag in ("input", "button") and name:
            empty = WORDS if given.get("type", "text") in ("text", "search") else "y"
            self.values.setdefault(name, given.get("value") or empty)


class Forms:
    """What the office itself would send to an address: the form of its page, filled in."""

    def __init__(self, app: Flask) -> None:
        self._office = Site(app)
        self._office.enter("office@example.org")
        self._known: dict[str, dict[str, str]] = {}

    def of(self, asked: Asked) -> dict[str, str]:
        """The fields of the form at this address; none where it has no page of its own."""
        if asked.path not in self._known:
            answer = self._office.client.get(asked.path) if "GET" in asked.methods else None
            page = answer.text if answer and answer.status_code == 200 else ""
            self._known[asked.path] = Fields(page).values
        return self._known[asked.path]


def is_refused(asked: Asked, guard: Permission | str, viewer: Viewer | None) -> bool:
    """Whether the table demands that this person does not get in."""
    if guard == PUBLIC:
        return False
    permission: Permission = guard  # type: ignore[assignment]
    if asked.endpoint in OWN:
        return True
    is_of_office = "registered" not in PERMISSIONS[permission]
    return not may(viewer, permission, HERE if asked.has_things and is_of_office else None)


def test_nobody_reads_or_writes_beyond_their_role(
    app: Flask, database: Database, places: dict[str, int]
) -> None:
    written: set[str] = set()

    def note(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        match = WRITES.match(statement)
        if match and cursor.rowcount:
            written.add(match[1])

    asked = addresses(app, places)
    assert len({one.endpoint for one in asked}) == len(list(app.view_functions))
    everybody, forms = visitors(app, database), Forms(app)
    event.listen(database.engine, "after_cursor_execute", note)
    wrong: list[tuple[Any, ...]] = []
    requests = 0
    for one in asked:
        guard = guard_of(app.view_functions[one.endpoint])
        assert guard is not None
        for role, (site, viewer) in everybody.items():
            refused = is_refused(one, guard, viewer)
            for method in sorted(one.methods):
                # What one may do is what the other tests are about.
                if not refused and (method != "GET" or role not in READERS):
                    continue
                fields = forms.of(one) if method == "POST" else {}
                written.clear()
                answer = site.client.open(one.path, method=method, data=fields)
                requests += 1
                status, text = answer.status_code, answer.get_data().decode("utf-8", "replace")
                answer.close()
                faults = [f"shows {secret}" for secret in _shown(text, viewer)]
                if status >= 500 and not (one.endpoint == "embeds.oembed" and status == 501):
                    faults.append("fails")
                if refused and not _is_refusal(status, method, viewer, has_form=bool(fields)):
                    faults.append("is not refused")
                if refused and written - ANYBODY_WRITES:
                    faults.append(f"writes {sorted(written)}")
                wrong += [(role, method, one.path, status, fault) for fault in faults]
    event.remove(database.engine, "after_cursor_execute", note)
    assert wrong == []
    assert requests > 4_000


def _is_refusal(status: int, method: str, viewer: Viewer | None, *, has_form: bool) -> bool:
    """Whether an answer lets nobody in. Who is logged in is not sent elsewhere instead of being refused."""
    if status == 303:
        return viewer is None or method != "GET"
    # A form that even the office cannot fill in is refused as one before anybody is asked for.
    return status in REFUSALS or (status == 422 and not has_form)


def _shown(text: str, viewer: Viewer | None) -> list[str]:
    """What a page shows to somebody who may not see it: reasons of reports, appeals, addresses of others."""
    shown = [
        secret
        for secret, permission in SECRETS.items()
        if secret in text and not may(viewer, permission, HERE) and not may(viewer, "desk:read", HERE)
    ]
    return shown + [one for one in set(E_MAIL.findall(text)) if one != "name@example.org"]
