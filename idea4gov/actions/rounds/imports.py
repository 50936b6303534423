"""Use cases of finished rounds: import a published election, count it again, export it, check it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.rounds.tally import find_outcome, keep_result
from idea4gov.domain import seal
from idea4gov.domain.audit import AuditAct
from idea4gov.domain.boards import TITLE_MAX_LENGTH
from idea4gov.domain.errors import NotFound
from idea4gov.domain.pabulib.document import CastBallot, Head
from idea4gov.domain.pabulib.reading import read_head
from idea4gov.domain.pabulib.round_file import SEED, elections_of
from idea4gov.domain.pabulib.writing import write_lines
from idea4gov.domain.permissions import Place
from idea4gov.domain.rounds.imports import (
    FileChanged,
    UnknownLocalGovernment,
    check_head,
    check_outcome,
    title_of,
)
from idea4gov.domain.rounds.phases import PUBLISHED_PHASES
from idea4gov.domain.tally import methods as tally
from idea4gov.domain.tally.areas import RoundOutcome
from idea4gov.domain.tally.compare import compare_rules
from idea4gov.domain.tally.rules import UnknownRule, rule_of
from idea4gov.domain.text import clean_line
from idea4gov.domain.verify import Verdict
from idea4gov.store.places.reading import find_local_government
from idea4gov.store.rounds import finished, imports
from idea4gov.store.rounds.finished import ProjectCard, Round
from idea4gov.store.rounds.tally import find_result
from idea4gov.store.rounds.urn import count_groups, count_urn, read_urn

ACT: AuditAct = "import_round"


class Imported(NamedTuple):
    """The round of an imported file. is_new: False when it was imported before."""

    round_id: int
    is_new: bool


class Recount(NamedTuple):
    """A round counted again from its sealed ballots. digest: of the outcome, as hex."""

    round: Round
    projects: list[ProjectCard]
    outcome: RoundOutcome
    digest: str


def import_round(
    db: Session,
    lines: Iterable[str],
    verdict: Verdict,
    *,
    local_government_code: str,
    title: str | None = None,
    now: datetime,
) -> Imported:
    """Make a published election a final round of a local government, with every ballot.

    lines: of the `.pb` file, with their ends, read once and in bounded memory. verdict: of verify_lines over
    the same file. title: replaces the one in the file. The same file makes one round, however often, and by
    however many processes at once, it is imported. Raises BadPabulib, Invalid, UnknownLocalGovernment,
    FileChanged.
    """
    place = _place_of(db, local_government_code)
    known = finished.find_imported(db, local_government_code, verdict.digest)
    if known is not None:
        return Imported(known, is_new=False)
    head, ballots = read_head(lines)
    title = clean_line(title, max_length=TITLE_MAX_LENGTH) if title else title_of(head.meta)
    round_id = _add_round(db, head, verdict, place=place, title=title, now=now)
    if round_id is None:
        faster = finished.find_imported(db, local_government_code, verdict.digest)
        assert faster is not None
        return Imported(faster, is_new=False)
    _fill(db, round_id, head, ballots, verdict, now)
    _record(db, round_id, place, verdict, now)
    return Imported(round_id, is_new=True)


def _place_of(db: Session, local_government_code: str) -> Place:
    found = find_local_government(db, local_government_code)
    if found is None:
        raise UnknownLocalGovernment(code=local_government_code)
    return Place(found.province_code, found.code)


def _add_round(
    db: Session, head: Head, verdict: Verdict, *, place: Place, title: str, now: datetime
) -> int | None:
    check_head(head)
    if verdict.outcome:
        check_outcome(verdict.outcome)
    count = verdict.ballot_count
    return imports.add_round(
        db, head, place=place, title=title, digest=verdict.digest, ballot_count=count, now=now
    )


def _fill(
    db: Session,
    round_id: int,
    head: Head,
    ballots: Iterable[CastBallot],
    verdict: Verdict,
    now: datetime,
) -> None:
    """Store the projects, ballots and result of the round, and digest the ballots on the way.

    Raises FileChanged.
    """
    project_ids = imports.add_projects(db, round_id, head.projects)
    kept = imports.save_ballots(db, round_id, project_ids, ballots)
    if seal.digest_lines(write_lines(head, kept)) != verdict.digest:
        raise FileChanged()
    if verdict.outcome:
        groups = count_groups(db, round_id)
        elections = elections_of(head, groups)
        rule, seed = rule_of(head.meta), head.meta.get(SEED)
        keep_result(
            db,
            round_id,
            project_ids,
            verdict.outcome,
            rule=rule,
            seed=seed,
            alternatives=compare_rules(rule, verdict.outcome, elections, groups, seed),
            now=now,
        )


def _record(db: Session, round_id: int, place: Place, verdict: Verdict, now: datetime) -> None:
    record(
        db,
        actor_id=None,
        act=ACT,
        subject_kind="round",
        subject_id=round_id,
        place=place,
        data={"digest": verdict.digest, "ballots": verdict.ballot_count},
        now=now,
    )


def get_published(db: Session, round_id: int) -> Round:
    """A round whose ballots are sealed and whose result anyone may see. Raises NotFound."""
    found = finished.get_round(db, round_id)
    if found.phase not in PUBLISHED_PHASES:
        raise NotFound()
    return found


def export_lines(db: Session, round_: Round) -> Iterator[str]:
    """The canonical `.pb` text, line by line, in bounded memory; its SHA-256 is the round's digest.

    round_: of get_published. Call it inside snapshot().
    """
    head = round_.head(finished.list_projects(db, round_.id))
    return write_lines(head, read_urn(db, round_.id))


def tally_round(db: Session, round_id: int) -> Recount:
    """Count the sealed ballots again, by the rule that the round states.

    A round that was counted before hopeless projects were set aside is counted as it was then. Call it inside
    snapshot(). Raises NotFound; UnknownRule if the software does not know the rule.
    """
    found = get_published(db, round_id)
    rule, kept = rule_of(found.meta), find_result(db, round_id)
    if kept is not None:
        rule = replace(rule, sets_aside=kept.rule.sets_aside)
    projects = finished.list_projects(db, round_id)
    groups = count_groups(db, round_id)
    elections = elections_of(found.head(projects), groups)
    outcome = tally.tally_round(elections, found.ballot_count or 0, rule, found.meta.get(SEED))
    return Recount(found, projects, outcome, seal.digest_outcome(outcome))


def list_problems(db: Session) -> Iterator[str]:
    """Yield a sentence for each sealed round whose ballots, digest or result do not agree.

    Call it inside snapshot().
    """
    after = 0
    while cards := finished.list_rounds(db, after_id=after):
        for card in cards:
            if card.phase in PUBLISHED_PHASES:
                yield from _problems(db, finished.get_round(db, card.id))
        after = cards[-1].id


def _problems(db: Session, found: Round) -> Iterator[str]:
    urn = count_urn(db, found.id)
    if urn != found.ballot_count:
        yield f"round {found.id} sealed {found.ballot_count:,} ballots, but its urn has {urn:,}"
    if seal.digest_lines(export_lines(db, found)) != found.digest:
        yield f"the ballots or projects of round {found.id} are not those that its digest was made of"
    kept = find_result(db, found.id)
    told = find_outcome(db, found, finished.list_projects(db, found.id))
    try:
        counted = tally_round(db, found.id).digest
    except UnknownRule:
        counted = None
    if (kept.digest if kept else None) != counted or (seal.digest_outcome(told) if told else None) != counted:
        yield f"the ballots of round {found.id} do not give the result that is kept"
