"""A reader in a process of its own, which the kernel ends when it has used up its time."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

from idea4gov.domain.errors import DomainError

READ, ENDED = "read", "ended by the kernel"
SECONDS = 5
"""Of the processor, not of the clock: five times what a web process may spend on one input."""


def outcome_of(read: Callable[[], object]) -> str:
    """READ, the code of the DomainError with which it was refused, or ENDED where it took more than SECONDS.

    Any other error is raised in the other process, which then ends with a trace and another outcome.
    """
    there, here = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(there)
        _run(read, here)
    os.close(here)
    with os.fdopen(there) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return said or (ENDED if os.WIFSIGNALED(status) else "failed")


def _run(read: Callable[[], object], pipe: int) -> None:
    """Run in the child, and end it without what the parent would do at its end."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    said = ""
    try:
        read()
        said = READ
    except DomainError as error:
        said = error.code
    except Exception as error:
        said = repr(error)[:200]
    finally:
        Path(f"/dev/fd/{pipe}").write_text(said, encoding="utf-8")
        os._exit(0)
