"""Forms in parts: their heads are bounded before they are read, whatever the length of the form."""

from io import BytesIO
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import MultipartDecoder

from idea4gov.web.application import MAX_FORM_BYTES
from idea4gov.web.http.part_heads import MAX_BOUNDARIES, MAX_HEAD_BYTES, MAX_HEADS_BYTES
from idea4gov.web.http.request_decoding import FormReader
from tests.attacks.limited import READ, outcome_of
from tests.attacks.test_bounds_headers import app, client, database, outbox

__all__ = ["app", "client", "database", "outbox"]

MB = 1024 * 1024
PART = b'--a\r\nContent-Disposition: form-data; name="email"'
FILE = b'--a\r\nContent-Disposition: form-data; name="photos"; filename="x.jpg"\r\n\r\n'
END = b"\r\n--a--\r\n"
# Of less than MAX_HEAD_BYTES each, so that their number decides.
HEADS = {
    "quotations": PART + b'; b="' + b'\\"' * 900 + b'"',
    "parameters": PART + b"; a=b" * 380,
    "pieces": PART + b"".join(b"; b*%d=c" % one for one in range(200)),
    "lines": PART + b"\r\nX: y" * 300,
    "folded lines": PART + b"\r\n " * 600,
    "a type": PART + b'\r\nContent-Type: a; b="' + b'\\"' * 900 + b'"',
}
TOO_LARGE = {
    "quotations": PART + b'; b="' + b'\\"' * 15_000 + b'"\r\n\r\nx\r\n',
    "a head that hides from its lines": PART + b"\r\n \r\n " * 5_000 + b"\r\n\r\nx\r\n",
    "spaces behind a boundary": b"--a" + b" " * 30_000 + PART[3:] + b"\r\n\r\nx\r\n",
    "fields": PART + b"\r\n\r\n" + b"x" * 20_000 + b"\r\n",
    "files": FILE + b"x" * 20_000 + b"\r\n",
    "boundaries that are none": FILE + b"\r\n--ab" * 5_000,
    "boundaries in a row": FILE + b"--a" * 10_000,
}


def in_memory(*_told: object, **_named: object) -> BytesIO:
    return BytesIO()


def read(body: bytes, boundary: str = "a") -> dict[str, list[object]]:
    """The fields and files of a form."""
    reader = FormReader(in_memory, max_form_memory_size=MAX_FORM_BYTES, max_form_parts=1_000)
    options = {"boundary": boundary}
    _, fields, files = reader.parse(BytesIO(body), "multipart/form-data", len(body), options)
    return {**fields.to_dict(flat=False), **files.to_dict(flat=False)}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_form_of_forty_megabytes_is_refused_before_its_heads_are_read(name: str) -> None:
    """The first of them took Werkzeug's decoder 6 seconds."""
    body = TOO_LARGE[name] * (40 * MB // len(TOO_LARGE[name])) + END
    heads = 0
    decode = MultipartDecoder._parse_headers

    def counted(decoder: MultipartDecoder, data: bytes) -> object:
        nonlocal heads
        heads += len(data)
        return decode(decoder, data)

    with patch.object(MultipartDecoder, "_parse_headers", counted), pytest.raises(RequestEntityTooLarge):
        read(body)
    assert heads <= MAX_HEADS_BYTES


@pytest.mark.parametrize("name", HEADS)
def test_all_heads_together_are_bounded(name: str) -> None:
    part = HEADS[name] + b"\r\n\r\nx\r\n"
    assert len(HEADS[name]) < MAX_HEAD_BYTES
    few = MAX_HEADS_BYTES // len(part)
    assert len(read(part * few + END)["email"]) == few
    with pytest.raises(RequestEntityTooLarge):
        read(part * (few + few // 8 + 2) + END)


@pytest.mark.parametrize(("length", "is_read"), [(MAX_HEAD_BYTES - 5, True), (MAX_HEAD_BYTES + 1, False)])
@pytest.mark.parametrize("before", [0, 64 * 1024 - 1_000, 64 * 1024 - 70, 128 * 1024 - 2])
def test_one_head_is_bounded_wherever_it_stands(before: int, length: int, *, is_read: bool) -> None:
    """The form is read in blocks of 64 KB, whose ends may stand in a head or in its boundary."""
    start = FILE + b"." * max(before - len(FILE), 0) + b"\r\n"
    head = PART + b"; a=" + b"b" * (length - len(PART) + len(b"--a") - len(b"; a="))
    body = start + head + b"\r\n\r\nx" + END
    if is_read:
        assert read(body)["email"] == ["x"]
    else:
        with pytest.raises(RequestEntityTooLarge):
            read(body)


def test_what_browsers_send_is_read() -> None:
    boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
    long_name = "ภ" * 251 + ".jpg"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="photos"; filename="{long_name}"\r\n'
    start = head.encode() + b"Content-Type: image/jpeg\r\n\r\n"
    content = bytes(range(256)) * 20_000 + b"\r\n--\r\n------WebKit" * 1_000
    body = (start + content + b"\r\n") * 4 + f"--{boundary}--\r\n".encode()
    files = read(body, boundary)["photos"]
    assert [(one.filename, one.read() == content) for one in files] == [(long_name, True)] * 4  # type: ignore[attr-defined]


def test_a_form_of_as_many_parts_as_any_is_read() -> None:
    most = MAX_BOUNDARIES - 1
    assert len(read((PART + b"\r\n\r\nx\r\n") * most + b"--a--")["email"]) == most
    with pytest.raises(RequestEntityTooLarge):
        read((PART + b"\r\n\r\nx\r\n") * (most + 1) + b"--a--")


def test_the_words_of_a_form_are_no_longer_than_of_one_without_files() -> None:
    field = PART + b"\r\n\r\n" + b"x" * 60_000 + b"\r\n"
    assert len(read(field * 4 + b"--a--")["email"]) == 4
    with pytest.raises(RequestEntityTooLarge):
        read(field * 5 + b"--a--")


@pytest.mark.parametrize("filler", [b"\r\n", b"\r\n--b", b"-", b"\r\n-", bytes(7)])
def test_files_of_forty_megabytes_are_read_in_time(filler: bytes) -> None:
    body = FILE + filler * (40 * MB // len(filler)) + END
    assert outcome_of(lambda: read(body)) == READ


def test_who_sends_such_a_form_is_told_what_to_do(client: FlaskClient) -> None:
    body = HEADS["quotations"] + b'"' * MAX_HEAD_BYTES + b"\r\n\r\nx" + END
    answer = client.post("/log-in", data=body, content_type="multipart/form-data; boundary=a")
    assert answer.status_code == 413
    assert "กรุณา" in answer.get_data(as_text=True)
