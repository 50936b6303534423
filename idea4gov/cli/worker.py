"""`idea4gov worker`: send mail, settle rounds, count figures, write exports and files of the open data."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from functools import partial
from threading import BoundedSemaphore, Lock

import click
from sqlalchemy.exc import SQLAlchemyError

from config import Config
from idea4gov.actions.accounts.sessions import clear_sessions
from idea4gov.actions.clock import compare_clock
from idea4gov.actions.data import dump_data, is_dumped
from idea4gov.actions.export_jobs import clear_expired, list_ready, run_job
from idea4gov.actions.figures import keep_reports, keep_supporters
from idea4gov.actions.growth import clear_old
from idea4gov.actions.imports import clear_sheets
from idea4gov.actions.kept_keys import pseudonyms
from idea4gov.actions.made_files import open_files
from idea4gov.actions.mail_delivery import keep_outbox
from idea4gov.actions.rounds.claims import Claims
from idea4gov.actions.rounds.settling import settle_due
from idea4gov.actions.rounds.urn_log import keep_logs
from idea4gov.actions.security_alarms import Notified, raise_alarms
from idea4gov.actions.security_log import EventLog
from idea4gov.actions.voter_lists import clear_lists
from idea4gov.actions.waiting_photos import clear_photos
from idea4gov.cli.context import now, open_database
from idea4gov.cli.files import clear_files
from idea4gov.cli.mail_sender import make_mailer, sending_mail
from idea4gov.cli.pulse import pulse
from idea4gov.domain.failures import Failure
from idea4gov.domain.made_files import FilesAway, FilesFull, FileStore
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.domain.retention import kept
from idea4gov.outside.failure_log import FailureLog
from idea4gov.outside.jobs import work
from idea4gov.outside.logs import as_job, set_up_logging
from idea4gov.outside.parent import end_with_supervisor
from idea4gov.outside.security_log import SecurityLog
from idea4gov.outside.signing import Signer
from idea4gov.outside.traffic_log import TrafficLog
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
# Held while a dump is written, large urns are sealed, figures are counted: the queue calls each every minute.
DUMPING, SEALING, COUNTING = Lock(), Lock(), Lock()
# A slow round may take longer than a minute: a second call settles the others meanwhile.
SETTLING, CLAIMS = BoundedSemaphore(2), Claims()


@click.command()
@click.option("--supervised", "is_supervised", is_flag=True, hidden=True, help="End with the starter.")
def worker(is_supervised: bool) -> None:
    """Run the background work of the site until Ctrl-C.

    The worker sends all mail, within a second or two. Every minute it brings each budget round to the phase
    that its dates say; it seals urns and announces results that are due. It counts the figures of yearly
    reports and of large boards every ten minutes, and writes long exports, and once a day the files of the
    open data.

    `idea4gov serve` starts a worker by itself. If a worker is killed, no job is lost: the next one does it
    again.
    """
    config = Config.from_env()
    if is_supervised:
        end_with_supervisor()
    set_up_logging(level=config.log_level, readable=config.is_development)
    log, failures = SecurityLog(config.security_log_dir, config.syslog), FailureLog(config.security_log_dir)
    with open_database(waits=True) as database, closing(log), pulse(database), _mail(database, config):
        files = open_files(database, config.files_place)
        run = partial(_run, database, files, failures, config.public_url)
        looks: dict[str, Callable[[], object]] = {
            # Where a reader stood in the way after a sealing, and for all else that was deleted. On a full
            # disk what else a worker does fails, and this gives room back.
            "room": database.truncate_log,
            "rounds": partial(settle_rounds, database, failures, config.public_url),
            "large_rounds": partial(settle_rounds, database, failures, config.public_url, large=True),
            "urn_logs": partial(_keep_logs, database),
            "old_rows": partial(look_around, database, failures, config),
            "files": partial(_look_at_files, database, files, config),
            "figures": partial(_count_figures, database),
            "security": partial(_look_at_security, database, EventLog(log), config, {}),
        }
        note = partial(_note, failures)
        every_minute = [as_job(kind, look, note) for kind, look in looks.items()]
        work(as_job("export", run, note), due=partial(_list_due, database, files), every_minute=every_minute)


def _note(failures: FailureLog, error: Exception, where: str, number: int | str) -> None:
    failures.add(Failure(now(), "job", type(error).__name__, where, str(number)))


def _mail(database: Database, config: Config) -> AbstractContextManager[None]:
    return sending_mail(database, make_mailer(config))


def _run(database: Database, files: FileStore, failures: FailureLog, site_url: str, job_id: int) -> None:
    def note(error: Exception) -> None:
        _note(failures, error, "export", job_id)

    if run_job(database, files, job_id, site_url=site_url, clock=now, on_error=note):
        click.echo(f"Export {job_id} is written.")


def _list_due(database: Database, files: FileStore) -> list[int]:
    """The exports to write; none while the database does not answer, which the pulse writes into the log."""
    try:
        return list_ready(database, files, now=now())
    except SQLAlchemyError:
        return []


def settle_rounds(database: Database, failures: FailureLog, site_url: str, *, large: bool = False) -> None:
    """Settle every round that is due, but for those that an earlier call in this process still settles.

    Nothing is settled while this machine's clock is wrong, which is logged. large: whether those with large
    urns, for which nobody else waits, or all others.
    """
    turn = SEALING if large else SETTLING
    if not turn.acquire(blocking=False):
        return
    try:
        found = compare_clock(database, now())
        if not (found.is_right or large):
            LOG.warning("clock_not_right seconds=%+d", found.skew.total_seconds())
        if found.done_until is None:
            return
        moment = found.done_until
        for one in settle_due(database, site_url=site_url, now=moment, claims=CLAIMS, large=large):
            if one.error is not None:
                _note(failures, one.error, "round", one.due.id)
            if one.round is not None and one.has_moved:
                click.echo(f"Round {one.round.id}: {one.round.phase}.")
    finally:
        turn.release()


def _keep_logs(database: Database) -> None:
    """Number the leaves of the urns' logs and publish their heads; later, while the clock is wrong."""
    moment = compare_clock(database, now()).done_until
    if moment is not None:
        keep_logs(database, now=moment)


def _count_figures(database: Database) -> None:
    """Count figures again that have become old, unless an earlier call in this process is still doing so."""
    if not COUNTING.acquire(blocking=False):
        return
    try:
        keep_supporters(database, now=now())
        keep_reports(database, now=now())
    finally:
        COUNTING.release()


def look_around(database: Database, failures: FailureLog, config: Config) -> None:
    """Delete what has expired; nothing while nobody knows whether the clock is right."""
    moment = compare_clock(database, now()).done_until
    if moment is None:
        return
    clear_sheets(database, now=moment)
    clear_photos(database, now=moment)
    clear_lists(database, now=moment)
    clear_sessions(database, now=moment)
    keep_outbox(database, keep_days=config.mail_keep_days, now=moment)
    clear_old(database, now=moment)
    failures.remove_before(moment - kept("failures"))


def _look_at_security(database: Database, log: EventLog, config: Config, notified: Notified) -> None:
    """Raise the alarms of the security log, and remove its old files."""
    moment, sure = now(), compare_clock(database, now()).done_until
    contact = config.security_contact.removeprefix("mailto:")
    raise_alarms(database, log, notified, site_url=config.public_url, contact=contact, now=moment)
    if sure is not None:
        log.remove_old(keep_days=config.security_log_days, now=sure)
        # Also where none is written any more: what was kept before ends all the same.
        TrafficLog(config.security_log_dir).remove_old(keep_days=config.traffic_log_days, now=sure)


def _look_at_files(database: Database, files: FileStore, config: Config) -> None:
    """Remove made files that are over, and write the daily ones; later, if their store does not answer."""
    # A dump may take longer than a minute, and the next call must not begin another one.
    if not DUMPING.acquire(blocking=False):
        return
    try:
        files.check()
        moment = compare_clock(database, now()).done_until
        if moment is None:
            return
        clear_expired(database, files, now=moment)
        clear_files(files, config, moment)
        if not is_dumped(database, now=moment):
            publisher = Publisher(config.public_url, pseudonyms(database, Signer(config.all_secrets)))
            dump_data(database, files, publisher, now=moment)
    except FilesAway as error:
        click.echo(f"The place of IDEA4GOV_FILES_URL does not answer: {error.data['reason']}.", err=True)
    except FilesFull:
        click.echo("The database holds all the files that IDEA4GOV_FILES_MIB allows.", err=True)
    finally:
        DUMPING.release()
