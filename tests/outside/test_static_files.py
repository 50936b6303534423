import json
from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from idea4gov.outside.static_files import Assets, AssetsNotBuilt, UnknownAsset, serve_static

HASHED = "css/main.0123456789ab.css"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / HASHED).write_text("a{color:red}")
    (tmp_path / f"{HASHED}.br").write_bytes(b"as brotli")
    (tmp_path / "manifest.json").write_text(json.dumps({"css/main.css": HASHED}))
    return tmp_path


@pytest.fixture
def client(built: Path) -> Client:
    return Client(serve_static(Response("the application", status=404), built, {"X-Frame-Options": "DENY"}))


def test_a_name_leads_to_its_hashed_address(built: Path) -> None:
    assert Assets.load(built).url("css/main.css") == f"/static/{HASHED}"


def test_an_unknown_name_says_what_to_run(built: Path) -> None:
    with pytest.raises(UnknownAsset, match=r"gone\.css.*make assets"):
        Assets.load(built).url("css/gone.css")


@pytest.mark.parametrize("use", [Assets.load, lambda folder: serve_static(Response(), folder, {})])
def test_without_a_build_the_error_says_what_to_run(tmp_path: Path, use: Callable[[Path], object]) -> None:
    with pytest.raises(AssetsNotBuilt, match="Run: make assets"):
        use(tmp_path)


def test_a_hashed_file_is_cached_for_ever_and_has_the_headers_of_the_site(client: Client) -> None:
    with client.get(f"/static/{HASHED}") as answer:
        assert answer.get_data(as_text=True) == "a{color:red}"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_compressed_copy_goes_to_those_who_accept_it(client: Client) -> None:
    with client.get(f"/static/{HASHED}", headers={"Accept-Encoding": "gzip, br"}) as answer:
        assert (answer.data, answer.headers["Content-Encoding"]) == (b"as brotli", "br")


@pytest.mark.parametrize("path", ["/", "/static/gone.css", "/static/../manifest.json", "/static/css/"])
def test_everything_else_is_for_the_application(client: Client, path: str) -> None:
    with client.get(path) as answer:
        assert answer.get_data(as_text=True) == "the application"
