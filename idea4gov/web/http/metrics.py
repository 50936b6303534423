"""What is measured of requests and of this process, and the figures of the installation."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from typing import Any, Final

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from config import Config
from idea4gov.actions.system import read_figures
from idea4gov.domain.system import FOLDERS, Figures
from idea4gov.outside import metrics
from idea4gov.outside.metrics import Reading
from idea4gov.web.http.kept_answer import Found, KeptAnswer
from idea4gov.web.http.logs import route_of_request
from idea4gov.web.http.services import Services

LOG = logging.getLogger(__name__)
KEY: Final = "idea4gov-figures"
EVERY_SECONDS: Final = 15.0
NO_PAGE: Final = "none"
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")


def install_metrics(app: Flask) -> None:
    """Count every request, after everybody else has changed its answer."""
    app.after_request(_count)


def method_of_request() -> str:
    """The method, "other" for those that no page of ours has."""
    return request.method if request.method in METHODS else "other"


def find_figures(parts: Services) -> Found[Figures | None]:
    """The figures of the last seconds; None where the database does not answer. Waits a second at most."""
    known: tuple[Any, KeptAnswer[Figures | None]] | None = current_app.extensions.get(KEY)
    if known is None or known[0] is not parts.database:
        look = partial(_read, parts)
        known = parts.database, KeptAnswer(look, None, every_seconds=EVERY_SECONDS)
        current_app.extensions[KEY] = known
    return known[1].find()


def list_readings(found: Found[Figures | None], config: Config) -> list[Reading]:
    """What /metrics tells of this moment. Without figures: that the database does not answer."""
    figures = found.answer
    up = _one("database_up", "Whether the database answers.", figures is not None)
    if figures is None:
        return [up]
    return [
        up,
        _one("figures_age_seconds", "How old the figures of the database are.", found.age_seconds),
        *_of_database(figures, has_standby=bool(config.read_url)),
        *_of_mails(figures),
        *_of_work(figures),
        *_of_machine(figures),
    ]


def _of_database(figures: Figures, *, has_standby: bool) -> Iterator[Reading]:
    info = (version("idea4gov"), figures.schema, figures.engine)
    yield Reading("idea4gov_info", "What runs.", ("version", "schema", "engine"), ((info, 1),))
    yield _one("database_bytes", "How large the database is.", figures.database_bytes)
    yield Reading(
        "idea4gov_standby_lag_seconds",
        "How far the standby is behind; infinite if it does not answer; nothing without one.",
        (),
        (((), _seconds(figures.lag)),) if has_standby else (),
    )
    yield _one(
        "backup_age_seconds", "Since a backup was made; infinite if never.", _seconds(figures.backup_age)
    )
    yield _one(
        "rehearsal_age_seconds",
        "Since a backup was rehearsed, and was whole; infinite if never.",
        _seconds(figures.rehearsal_age),
    )


def _of_mails(figures: Figures) -> Iterator[Reading]:
    yield _one("mails_waiting", "Mails that wait.", figures.mails_waiting)
    yield _one("mail_oldest_seconds", "How long the oldest waits.", _seconds(figures.oldest_mail))
    yield _one("mails_given_up", "Mails that are not tried any more.", figures.mails_given_up)
    yield _one("relay_away_seconds", "How long no mail was taken.", _seconds(figures.relay_away))


def _of_work(figures: Figures) -> Iterator[Reading]:
    jobs = tuple(((state,), figures.jobs.get(state, 0)) for state in ("waiting", "running", "failed"))
    yield Reading("idea4gov_jobs", "Exports by state.", ("state",), jobs)
    yield _one("rounds_due", "Rounds past the date of their next phase.", figures.rounds_due)
    yield _one("round_overdue_seconds", "How long the oldest is.", _seconds(figures.oldest_round))
    yield _one(
        "worker_pulse_seconds",
        "Since a worker last said that it lives; infinite if none did for a day.",
        _seconds(figures.pulse),
    )


def _of_machine(figures: Figures) -> Iterator[Reading]:
    yield _one("clock_skew_seconds", "How far this clock is ahead.", _seconds(figures.skew))
    yield _one("clock_right", "Whether what cannot be undone may be done.", figures.clock == "ok")
    free = tuple(((disk.folder,), disk.free_bytes) for disk in figures.disks)
    yield Reading("idea4gov_disk_free_bytes", "Free where a folder lies.", ("folder",), free)
    sizes = tuple(((disk.folder,), disk.bytes) for disk in figures.disks)
    yield Reading("idea4gov_disk_bytes", "Size of the disk where a folder lies.", ("folder",), sizes)


def _seconds(span: timedelta | None) -> float:
    """Infinite where nobody knows."""
    return float("inf") if span is None else span.total_seconds()


def _one(name: str, says: str, value: float) -> Reading:
    return Reading(f"idea4gov_{name}", says, (), (((), float(value)),))


def _read(parts: Services) -> Figures | None:
    try:
        folders = {word: getattr(parts.config, name) for word, name in FOLDERS.items()}
        return read_figures(parts.database, folders, clock=parts.clock)
    except (SQLAlchemyError, OSError) as error:
        LOG.warning("figures_not_read %s", type(error).__name__)
        return None


def _count(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    status = f"{response.status_code // 100}xx"
    metrics.count_request(route_of_request() or NO_PAGE, method_of_request(), status, seconds)
    return response
