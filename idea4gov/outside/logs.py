"""The log: lines on standard error, one for each event. The only module that imports structlog.

Nobody's name and nothing typed stands in it.
"""

import logging
import secrets
import sys
from collections.abc import Callable
from typing import Any

import structlog
from structlog.typing import EventDict, Processor


def set_up_logging(*, level: str, readable: bool) -> None:
    """Send the logs of structlog and of the standard library to standard error, in one format.

    level: lowest level of structlog that is written, such as "info". readable: coloured lines for a person
    instead of JSON.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    tail: list[Processor] = [structlog.processors.format_exc_info] if not readable else []
    structlog.configure(
        processors=[*shared, *tail, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[*tail, _plain, render])
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def log_event(event: str, **about: Any) -> None:
    """Log what happened as it should."""
    structlog.get_logger().info(event, **about)


def log_warning(event: str, **about: Any) -> None:
    """Log that something is wrong which somebody has to mend."""
    structlog.get_logger().warning(event, **about)


def log_failure(event: str, error: Exception, **about: Any) -> None:
    """Log an error of ours with the way that led to it, once: the line bears the id of its request or job."""
    structlog.get_logger().error(event, error=type(error).__name__, exc_info=error, **about)


def mark_lines(**about: Any) -> None:
    """Let each line bear this from now on that this request or thread writes, until unmark_lines()."""
    structlog.contextvars.bind_contextvars(**about)


def unmark_lines(*names: str) -> None:
    """Let the lines bear these no more."""
    structlog.contextvars.unbind_contextvars(*names)


def as_job(
    kind: str, act: Callable[..., object], note: Callable[[Exception, str, str], object]
) -> Callable[..., None]:
    """The act as a job: each line that it writes bears the kind and the id of this run.

    What it raises is logged, and goes no further: others' jobs go on. note: is given that, with kind and id.
    """

    def run(*positional: Any) -> None:
        job_id = secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(job=kind, job_id=job_id):
            try:
                act(*positional)
            except Exception as error:
                log_failure("job_failed", error)
                note(error, kind, job_id)

    return run


def _plain(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Remove the keys that ProcessorFormatter adds to each event for its own use."""
    return {key: value for key, value in event.items() if not key.startswith("_")}
