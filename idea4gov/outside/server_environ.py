"""The environment of a WSGI request, from the scope of an ASGI one."""

from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

from idea4gov.outside.wsgi_call import fixed_environ

Message = dict[str, Any]
UNUSABLE = "idea4gov.unusable"


def make_environ(scope: Message) -> WSGIEnvironment:
    """The environment of a WSGI application (PEP 3333) for an ASGI scope, with an empty body."""
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.url_scheme": scope["scheme"],
        **fixed_environ(),
    }
    for name, value in scope["headers"]:
        key = _key(name)
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    # "X_Forwarded_For" must not pass for "X-Forwarded-For".
    environ.pop(UNUSABLE, None)
    return environ


@lru_cache(256)
def _key(name: bytes) -> str:
    if b"_" in name:
        return UNUSABLE
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
