"""One call of a WSGI application, whose answer is written to a file whole."""

import os
import sys
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple
from wsgiref.types import WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper

Headers = list[tuple[str, str]]
ANSWER_IN_MEMORY = 256 * 1024


class Answer(NamedTuple):
    """An answer: its status, its headers, and a file with its body."""

    status: int
    headers: Headers
    file: IO[bytes]


def fixed_environ() -> WSGIEnvironment:
    """The part of an environ that says how the application is run, with an empty body."""
    return {
        "wsgi.version": (1, 0),
        "wsgi.input": BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def call(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Call the application and write its answer to a file, or take the file that it answers with."""
    head: list[Any] = []
    file: IO[bytes] = SpooledTemporaryFile(ANSWER_IN_MEMORY)  # noqa: SIM115 - closed when sent

    def start_response(status: str, headers: Headers, _error: Any = None) -> Any:
        head[:] = [int(status[:3]), list(headers)]
        return file.write

    try:
        answer: Any = application(environ, start_response)
    except BaseException:
        # As by Offload, which begins the request anew.
        file.close()
        raise
    try:
        if isinstance(answer, FileWrapper) and _is_large(answer.filelike):
            file = os.fdopen(os.dup(answer.filelike.fileno()), "rb")
        else:
            file.writelines(answer)
    finally:
        getattr(answer, "close", lambda: None)()
    return Answer(head[0], head[1], file)


def _is_large(file: Any) -> bool:
    try:
        is_large: bool = file.seek(0, os.SEEK_END) > ANSWER_IN_MEMORY
        file.seek(0)
    except (AttributeError, OSError):
        return False
    return is_large
