"""The built static files: their hashed addresses, and serving them.

The only module that imports WhiteNoise.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from wsgiref.headers import Headers
from wsgiref.types import WSGIApplication

from whitenoise import WhiteNoise

PREFIX = "/static/"
HASHED_NAME = r"^.+\.[0-9a-f]{12}\.[a-z0-9]+$"


class AssetsNotBuilt(RuntimeError):
    """There is no usable build of the static files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The static files in {folder} have not been built. Run: make assets")


class UnknownAsset(LookupError):
    """A template asks for a static file that the build does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no static file {name!r}. If it is new, run: make assets")


@dataclass(frozen=True)
class Assets:
    """The files of a build.

    names: {"css/main.css": "css/main.0123456789ab.css", ...}. folder: where the built files are.
    """

    names: Mapping[str, str]
    folder: Path

    @classmethod
    def load(cls, folder: Path) -> "Assets":
        """Read `manifest.json` of the build in `folder`. Raises AssetsNotBuilt."""
        try:
            return cls(json.loads((folder / "manifest.json").read_text(encoding="utf-8")), folder)
        except (OSError, ValueError) as error:
            raise AssetsNotBuilt(folder) from error

    def url(self, name: str) -> str:
        """Return the address of a file, from the root of the site: "/static/css/main.0123456789ab.css".

        name: relative to the source folder `static/`. Raises UnknownAsset.
        """
        return PREFIX + self._built(name)

    def text(self, name: str) -> str:
        """Return the text of a built file. name: as for `url`. Raises UnknownAsset."""
        return (self.folder / self._built(name)).read_text(encoding="utf-8")

    def _built(self, name: str) -> str:
        try:
            return self.names[name]
        except KeyError:
            raise UnknownAsset(name) from None


def serve_static(wsgi_app: WSGIApplication, folder: Path, headers: Mapping[str, str]) -> WSGIApplication:
    """Return a WSGI application that answers /static/ from `folder` and hands everything else to `wsgi_app`.

    headers: of every file, beside those of caching. Browsers that accept it get a compressed copy. Files with
    a hash in their name may be cached for ever, because their content never changes. The files are listed
    once, in this call: restart after a new build.
    Raises AssetsNotBuilt.
    """
    if not (folder / "manifest.json").is_file():
        raise AssetsNotBuilt(folder)

    def add_headers(answer: Headers, path: str, url: str) -> None:  # noqa: ARG001 - as WhiteNoise calls it
        for name, value in headers.items():
            answer[name] = value

    served = WhiteNoise(
        wsgi_app,
        root=str(folder),
        prefix=PREFIX,
        immutable_file_test=HASHED_NAME,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )
    return cast(WSGIApplication, served)
