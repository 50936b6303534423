"""Bodies, queries and methods that no browser of ours sends: each gets a page that says what to do."""

from io import BytesIO

import pytest
from sqlalchemy import select

from idea4gov.store.models import Proposal
from idea4gov.store.session import Database
from tests.web.conftest import Site, hidden_fields
from tests.web.strangers import FORM, NEW, WORDS, author, count_proposals, says, token

__all__ = ["author"]


def test_too_long_a_text_is_shown_again_with_its_length(author: Site) -> None:
    body = "ก" * 5_001
    page = says(author.submit(NEW, {**WORDS, "body": body}), 422, "5001", body)
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("path", [NEW, "/log-in", "/proposals/1/comments"])
def test_too_large_a_form_is_refused_by_its_size(author: Site, path: str) -> None:
    big = {**token(author), **WORDS, "body": "ก" * 300_000}
    says(author.client.post(path, data=big), 413, "ใหญ่เกินไป")


def test_a_form_that_lies_about_its_size_is_refused(author: Site) -> None:
    length = {"CONTENT_LENGTH": "999999999"}
    answer = author.client.post(NEW, data=b"x", content_type=FORM, environ_overrides=length)
    says(answer, 413)


def test_a_thousand_fields_are_no_trouble(author: Site, database: Database) -> None:
    fields = {f"field{number}": "x" for number in range(1_000)}
    assert author.submit(NEW, {**fields, **WORDS}).status_code == 303
    parts = author.client.post(NEW, data={**token(author), **fields}, content_type="multipart/form-data")
    says(parts, 413)


def test_what_stands_in_the_address_fills_no_form_and_of_two_equal_names_the_first_counts(
    author: Site, database: Database
) -> None:
    address = f"{NEW}?" + "&".join(f"{name}=x" for name in WORDS)
    says(author.client.post(address, data=token(author)), 422, "กรุณา")
    twice = {**token(author), **WORDS, "title": ["ชื่อแรก", "ชื่อที่สอง"]}
    assert author.client.post(NEW, data=twice).status_code == 303
    with database.reading() as db:
        assert db.scalars(select(Proposal.title).order_by(Proposal.id.desc()).limit(1)).one() == "ชื่อแรก"


def test_an_address_of_sixty_thousand_letters_is_no_such_page(author: Site) -> None:
    says(author.client.get("/boards/" + "1" * 60_000), 404, "ไม่พบ")
    says(author.client.get("/provinces?q=" + "%E0%B8%81" * 20_000), 200)
    says(author.client.get("/boards/1?after=" + "A" * 60_000), 200)


def test_an_empty_form_is_shown_again(author: Site) -> None:
    for path in (NEW, "/provinces/20/boards/new", "/proposals/1/edit", "/comments/1/edit"):
        says(author.client.post(path, data=token(author)), 422)
    says(author.client.post("/proposals/1/comments", data=token(author)), 422)


@pytest.mark.parametrize("body", [b"", b"&&&&", b"=", b"%", b"%zz=%", b"\xff=\xfe", b"a=b=c&=d&;"])
def test_what_is_hardly_a_form_is_refused(author: Site, body: bytes) -> None:
    says(author.client.post(NEW, data=body, content_type=FORM), 400, "กรุณา")


# What cannot be read

INVALID_UTF8 = [b"\xff\xfe", b"\xe0\xb8", b"caf\xe9", b"\xed\xa0\x80", b"\xc0\xae", b"\xbb\xc2\xc2"]


def percent(raw: bytes) -> bytes:
    return b"".join(b"%%%02X" % one for one in raw)


@pytest.mark.parametrize("raw", INVALID_UTF8)
def test_bytes_that_are_no_text_are_refused_and_not_kept(
    author: Site, database: Database, raw: bytes
) -> None:
    before = count_proposals(database)
    for field in ("title", "body"):
        for sent in (percent(raw), raw):
            pairs = {name: value.encode() for name, value in {**token(author), **WORDS}.items()}
            pairs[field] = b"before" + sent + b"after"
            body = b"&".join(name.encode() + b"=" + value for name, value in pairs.items())
            says(author.client.post(NEW, data=body, content_type=FORM), 422, "อ่านไม่ได้")
    assert count_proposals(database) == before


def test_a_form_in_the_old_thai_encoding_is_refused(author: Site) -> None:
    words = {**token(author), **WORDS}
    body = b"&".join(f"{name}=".encode() + percent(value.encode("cp874")) for name, value in words.items())
    says(author.client.post(NEW, data=body, content_type=f"{FORM}; charset=tis-620"), 422, "อ่านไม่ได้")


def test_a_query_of_raw_bytes_is_read_as_text(author: Site) -> None:
    for path in ("/provinces", "/boards/1", "/log-in", "/me", "/nowhere"):
        for query in ("q=\xff\xfe&next=\xff", "q=ก".encode().decode("latin-1"), "q=\x01 \x7f"):
            answer = author.client.get(path, environ_overrides={"QUERY_STRING": query})
            says(answer, answer.status_code) if answer.status_code != 303 else None
            assert answer.status_code in (200, 303, 404)


@pytest.mark.parametrize("raw", INVALID_UTF8)
def test_a_query_that_is_no_text_finds_nothing(author: Site, raw: bytes) -> None:
    query = percent(raw).decode("ascii")
    says(author.client.get(f"/provinces?q={query}"), 200, "ไม่พบ")
    for path in ("/boards/1?after=", "/boards/1?category=", "/log-in?next=", "/proposals/1?comments_after="):
        assert author.client.get(path + query).status_code in (200, 303)
    says(author.client.get(f"/boards/{query}"), 404, "ไม่พบ")


def test_an_email_and_a_name_that_cannot_be_read_are_refused(site: Site) -> None:
    for name, raw in (("email", b"na%FFme@example.org"), ("display_name", b"%FF%FE" * 6)):
        fields = hidden_fields(site.get("/register").text, "/register")
        pairs = {
            **{key: value.encode() for key, value in fields.items()},
            "email": b"name@example.org",
            "display_name": b"x",
            "home_province_code": b"20",
            "consent": b"y",
            name: raw,
        }
        body = b"&".join(key.encode() + b"=" + value for key, value in pairs.items())
        says(site.client.post("/register", data=body, content_type=FORM), 422)


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x7f", "\x85", "\ufffe", "\U0010ffff", "\u202e", "\u2067"])
def test_signs_that_no_page_can_hold_are_refused_by_name(author: Site, database: Database, sign: str) -> None:
    before = count_proposals(database)
    says(author.submit(NEW, {**WORDS, "title": f"ก{sign}ข"}), 422, "พิมพ์")
    says(author.submit(NEW, {**WORDS, "body": f"ก{sign}ข"}), 422, "พิมพ์")
    says(author.submit("/me/profile", {"display_name": f"ก{sign}ข", "home_province_code": "20"}), 422)
    assert count_proposals(database) == before


def test_nul_is_nowhere_a_failure(author: Site, database: Database) -> None:
    for path in ("/boards/1%00", "/%00", "/provinces/2%000", "/confirm-email/%00", "/static/%00"):
        assert author.client.get(path).status_code == 404
    says(author.client.get("/provinces?q=%00"), 200)
    for path in ("/boards/1?sort=%00", "/boards/1?after=%00", "/log-in?next=/%00", "/language/th?next=/%00"):
        assert author.client.get(path).status_code in (200, 303)
    for field, status in (("form_key", (303,)), ("place", (422,)), ("category", (422,))):
        assert author.submit(NEW, {**WORDS, field: "\0"}).status_code in status
    assert author.submit("/proposals/1/edit", {**WORDS, "revision": "\0"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"title": "x"}', "application/json"),
        (b'["x"]', "application/json"),
        (b'{"title": {"$ne": 1}, "body": 5}', "application/json"),
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b"<a/>", "application/xml"),
        (b"title=x", "text/plain"),
        (b"title=x", "\xff/\xff"),
        (b"title=x", ""),
        (b"x", "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data; boundary=" + "x" * 2_000),
    ],
)
@pytest.mark.parametrize("has_token", [False, True])
def test_a_body_of_another_kind_is_refused(author: Site, body: bytes, kind: str, has_token: bool) -> None:
    headers = {"X-CSRFToken": token(author)["csrf_token"]} if has_token else {}
    for path in (NEW, "/proposals/1/edit", "/me/profile", "/proposals/1/comments", "/me/language"):
        answer = author.client.post(path, data=body, content_type=kind, headers=headers)
        says(answer, answer.status_code)
        assert answer.status_code in ((400, 413, 415, 422, 409) if has_token else (400, 413))


def test_files_in_place_of_words_are_no_words(author: Site, database: Database) -> None:
    before = count_proposals(database)
    files = {"title": (BytesIO(b"GIF89a"), "x.gif"), "body": (BytesIO(b"\0" * 999), "x")}
    sent = {**token(author), "category": "other", **files}
    says(author.client.post(NEW, data=sent, content_type="multipart/form-data"), 422)
    assert count_proposals(database) == before


def test_methods_that_a_page_does_not_know_are_refused(author: Site) -> None:
    head = author.client.head("/boards/1")
    assert (head.status_code, head.get_data()) == (200, b"")
    assert "GET" in author.client.options("/boards/1").headers["Allow"]
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "x", "CONNECT"):
        headers = {"X-CSRFToken": token(author)["csrf_token"]}
        answer = author.client.open("/boards/1", method=method, headers=headers)
        says(answer, 405, "กรุณา" if answer.status_code == 405 else "")
    says(author.client.get("/proposals/1/comments"), 405)
