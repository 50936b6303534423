"""Use cases of official documents: gather the facts of a board or a round, and build a document of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from idea4gov.actions.letterheads import find_letterhead
from idea4gov.actions.results import get_board
from idea4gov.actions.rounds.election_report import get_report
from idea4gov.actions.rounds.imports import get_published
from idea4gov.actions.rounds.paper_ballots import get_ballot_paper_page, roll
from idea4gov.actions.rounds.results import RoundPage, get_round_page
from idea4gov.domain.documents.blocks import Document
from idea4gov.domain.documents.election import Election
from idea4gov.domain.documents.election_course import ElectionReport
from idea4gov.domain.documents.election_papers import (
    announcement,
    election_memo,
    election_projects,
    election_results,
)
from idea4gov.domain.documents.election_report import election_report
from idea4gov.domain.documents.hearing import LINES_PRINTED, AnswerText, Hearing
from idea4gov.domain.documents.hearing_memo import hearing_memo
from idea4gov.domain.documents.hearing_report import hearing_report, priorities_document
from idea4gov.domain.documents.plain import plain_paragraphs
from idea4gov.domain.documents.project_list import hearing_poster, hearing_projects
from idea4gov.domain.documents.voting_papers import Hall, ballot_papers, signing_roll
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Place, Viewer, require_at
from idea4gov.store import hearings, results
from idea4gov.store.boards.reading import BoardPage
from idea4gov.store.places import reading as places
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.finished import Round
from idea4gov.store.rounds.locking import VotingRound

ANSWERS_PRINTED = 50

_BOARD_DOCUMENTS: Mapping[str, Callable[[Hearing], Document]] = {
    "memo": hearing_memo,
    "report": hearing_report,
    "projects": hearing_projects,
    "priorities": priorities_document,
    "poster": hearing_poster,
}
_ROUND_DOCUMENTS: Mapping[str, Callable[[ElectionReport], Document]] = {
    "memo": lambda report: election_memo(report.election),
    "report": election_report,
    "announcement": lambda report: announcement(report.election),
    "projects": lambda report: election_projects(report.election),
    "results": lambda report: election_results(report.election),
}
DocumentedKind = Literal["board", "round"]
DOCUMENTS: Mapping[DocumentedKind, Sequence[str]] = {
    "board": tuple(_BOARD_DOCUMENTS),
    "round": tuple(_ROUND_DOCUMENTS),
}
"""The names of the documents of a discussion board and of a finished round, in the order of their page."""


def get_documented(db: Session, viewer: Viewer, kind: DocumentedKind, subject_id: int) -> BoardPage | Round:
    """A discussion board or a finished round whose documents the viewer may take. Raises NotFound."""
    found = get_board(db, subject_id) if kind == "board" else get_published(db, subject_id)
    require_at(viewer, "document:take", Place(found.province_code, found.local_government_code))
    return found


def build_document(
    db: Session,
    viewer: Viewer,
    kind: DocumentedKind,
    subject_id: int,
    name: str,
    *,
    site_url: str,
    now: datetime,
) -> Document:
    """A document of a discussion board or a finished round, ready to be rendered.

    name: one of DOCUMENTS[kind]. site_url: the public address of this site, without a slash at its end.
    Raises NotFound.
    """
    found = get_documented(db, viewer, kind, subject_id)
    if name not in DOCUMENTS[kind]:
        raise NotFound()
    if isinstance(found, BoardPage):
        return _BOARD_DOCUMENTS[name](_hearing(db, found, site_url, now))
    page = get_round_page(db, subject_id)
    return _ROUND_DOCUMENTS[name](get_report(db, page, _election(db, page, site_url, now)))


def build_priorities(db: Session, board_id: int, *, site_url: str, now: datetime) -> Document:
    """The priorities of a discussion board as a document, which everybody may take. Raises NotFound."""
    return priorities_document(_hearing(db, get_board(db, board_id), site_url, now))


def build_results(db: Session, round_id: int, *, site_url: str, now: datetime) -> Document:
    """The result of a finished round as a document, which everybody may take. Raises NotFound."""
    return election_results(_election(db, get_round_page(db, round_id), site_url, now))


def build_ballot_papers(db: Session, viewer: Viewer, round_id: int, *, first: int, count: int) -> Document:
    """Ballot papers of a frozen round, with `count` serial numbers from `first` on. Raises NotFound."""
    sheet = get_ballot_paper_page(db, viewer, round_id)
    return ballot_papers(_hall(sheet.round), sheet.paper, first=first, count=count)


def build_roll(db: Session, viewer: Viewer, round_id: int) -> Document:
    """The roll for voters on paper to sign, in the order of marking; online voters are not on it.

    Raises NotFound.
    """
    sheet = get_ballot_paper_page(db, viewer, round_id)
    names = [line.name or "" for line in roll(db, viewer, round_id) if line.channel == "paper"]
    return signing_roll(_hall(sheet.round), names)


def _hall(round_: VotingRound) -> Hall:
    return Hall(round_.id, round_.title, round_.local_government_name_th)


def _election(db: Session, page: RoundPage, site_url: str, now: datetime) -> Election:
    code = page.round.local_government_code
    held_here = hosted.find_hosted(db, page.round.id)
    return Election(
        facts=page.facts,
        kind=places.get_local_government(db, code).kind,
        lines=page.lines,
        is_final=page.round.phase != "provisional",
        letterhead=find_letterhead(db, code),
        url=f"{site_url}/rounds/{page.round.id}",
        now=now,
        doors=held_here.doors if held_here else (),
    )


def _hearing(db: Session, board: BoardPage, site_url: str, now: datetime) -> Hearing:
    totals = results.get_totals(db, board.id)
    code = board.local_government_code
    local = places.find_local_government(db, code) if code else None
    ended = board.closes_at if board.closes_at and board.closes_at <= now else None
    return Hearing(
        board_id=board.id,
        title=board.title,
        question=board.body,
        kind=local.kind if local else None,
        local_government=local.name_th if local else "",
        province=board.province_name_th,
        opened_at=board.created_at,
        closed_at=board.closed_at or ended,
        closes_at=board.closes_at,
        is_official=board.is_official,
        is_adopted=board.is_adopted,
        totals=totals,
        participation=hearings.count_participants(db, board.id),
        categories=hearings.count_categories(db, board.id),
        lines=results.list_lines(db, totals, limit=LINES_PRINTED),
        answered=hearings.count_answered(db, board.id),
        answers=_answers(db, board.id),
        letterhead=find_letterhead(db, code),
        url=f"{site_url}/boards/{board.id}",
        now=now,
    )


def _answers(db: Session, board_id: int) -> list[AnswerText]:
    found = hearings.list_answers(db, board_id, limit=ANSWERS_PRINTED)
    return [
        AnswerText(one.number, one.title, plain_paragraphs(one.body_html), one.answered_at) for one in found
    ]
