"""What was typed into a form that cannot be acted on yet: carried along in pages, so that nothing is lost.

It is not kept on the server: nobody is logged in, and so nobody could be stopped from filling it.
"""

import base64
import binascii
import json
import zlib
from typing import Any, NamedTuple

from flask import request
from werkzeug.exceptions import HTTPException

from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.request_decoding import MAX_FIELDS

MAX_PACKED = 200_000
"""Characters of a packed form: with the rest of a log-in it stays below the largest form."""
MAX_JSON_BYTES = 1024 * 1024
OWN_PASSWORD = "own_password"  # noqa: S105 - the name of a field
"""Name of the field with which a form brings the password along that it needs (reauthentication.py)."""
DEVICE_CODE, SEND_CODE = "device_code", "send_code"
"""Names of the fields with which the same form brings a mailed code along, or asks for one."""
CHALLENGE, SOLUTION = "proof_challenge", "proof_solution"
"""Names of the fields of a proof of work, which is good for one attempt."""
SECRETS = frozenset({"password", "current", OWN_PASSWORD, "national_number"})
"""Names of the fields of passwords and of national numbers, which no page carries."""
NEVER_SHOWN = SECRETS | {"csrf_token", CHALLENGE, SOLUTION, DEVICE_CODE, SEND_CODE}


class CarriedForm(NamedTuple):
    """A form that was sent. path: to which, with its query. fields: (name, value), in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def pack(self) -> str:
        """The form as text for a hidden field, or "" if it is too long for one."""
        packed = zlib.compress(json.dumps([self.path, self.fields], ensure_ascii=False).encode())
        text = base64.urlsafe_b64encode(packed).decode()
        return text if len(text) <= MAX_PACKED else ""


def sent_form() -> CarriedForm | None:
    """The form of this request, or None if nothing was typed or chosen: a button has only its `back`."""
    fields = tuple(sent_fields())
    if not any(value for name, value in fields if name != "back"):
        return None
    return CarriedForm(safe_next(request.full_path.rstrip("?")), fields)


def is_from_here() -> bool:
    """Whether the browser says that one of our pages sent this request, or does not say."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin.partition("://")[2] == request.host


def sent_fields() -> list[tuple[str, str]]:
    """The fields of this request's form, to be sent once more; without its token, passwords and files.

    None of a form of another site: nobody shall read the words of others on our page as their own.
    """
    if not is_from_here():
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        # The form is too large or damaged. The page that says so also calls this.
        return []
    return [pair for pair in fields if pair[0] not in NEVER_SHOWN]


def sent_words() -> list[str]:
    """What somebody wrote, of sent_fields(): not the numbers and keys that a form adds."""
    return [value for _, value in sent_fields() if value.strip() and (not value.isascii() or " " in value)]


def unpack_form(text: str | None) -> CarriedForm | None:
    """The form that pack() made a text of. None for "" and for texts that it did not make."""
    if not text or len(text) > MAX_PACKED:
        return None
    try:
        packed = base64.urlsafe_b64decode(text.encode("ascii"))
        found = json.loads(zlib.decompressobj().decompress(packed, MAX_JSON_BYTES))
        return _checked(*found)
    except (ValueError, TypeError, binascii.Error, zlib.error, RecursionError):
        return None


def _checked(path: Any, fields: Any) -> CarriedForm | None:
    if len(fields) > MAX_FIELDS:
        return None
    pairs = tuple((name, value) for name, value in fields)
    are_texts = all(isinstance(part, str) for pair in pairs for part in pair)
    return CarriedForm(path, pairs) if are_texts and safe_next(path, "") == path != "" else None
