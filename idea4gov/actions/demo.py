"""Load the demo: its story goes through the use cases that people use, each act at its own time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from idea4gov.actions.answers import answer_proposal
from idea4gov.actions.boards import open_board
from idea4gov.actions.comments import post_comment
from idea4gov.actions.demo_rounds import load_round
from idea4gov.actions.moderation import adopt_board, hide
from idea4gov.actions.proposals import edit_proposal, post_proposal, withdraw_proposal
from idea4gov.actions.results import close_board
from idea4gov.actions.votes import support_proposal
from idea4gov.demo import Board, Comment, DemoContent, Person, Proposal
from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.permissions import Place, Viewer
from idea4gov.domain.places.register import LocalGovernmentRow
from idea4gov.store import accounts, grants, mail, passwords
from idea4gov.store.places import reading as places
from idea4gov.store.places.loading import save_local_governments

Event = Callable[[datetime], None]
HIDDEN_PAGE = "http://127.0.0.1/"


class DemoInProduction(Conflict):
    """The database of a production site holds demo accounts, whose password is public."""

    code = "demo_in_production"
    message = N_("This database holds the demo's accounts, whose password is public. Use a fresh database.")


class PlacesMissing(Conflict):
    """The provinces in which the demo happens are not loaded."""

    code = "places_missing"
    message = N_("The provinces are not loaded yet. Run: idea4gov places load")


@dataclass
class _Story:
    """The demo as far as it is loaded. viewers: by key of the person. ids: of rows, by key in the story."""

    db: Session
    content: DemoContent
    now: datetime
    viewers: dict[str, Viewer] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def at(self, days_ago: float) -> datetime:
        """The moment `days_ago` days before the demo was loaded."""
        return self.now - timedelta(days=days_ago)


def renew_demo_passwords(db: Session, password_hash: str) -> None:
    """Give every account of the demo the password of this hash, and end their sessions."""
    passwords.set_demo_passwords(db, password_hash)


def load_demo(db: Session, content: DemoContent, *, password_hash: str, now: datetime) -> bool:
    """Load the demo; provinces must be loaded already. password_hash: of the password of every demo account.

    Returns False when the demo was loaded before. Raises PlacesMissing.
    """
    if accounts.has_demo(db):
        return False
    if not places.list_provinces(db):
        raise PlacesMissing()
    story = _Story(db, content, now)
    _found_local_governments(story)
    for person in content.people:
        _settle(story, person, password_hash)
    for moment, act in sorted(_events(story), key=lambda event: event[0]):
        act(moment)
    # After the boards, so that rounds do not change the ids of boards, which tests and manuals name.
    for one in content.rounds:
        load_round(db, content, one, viewers=story.viewers, ids=story.ids, now=now)
    # Nobody reads these mailboxes.
    mail.delete_all(db)
    return True


def refuse_demo_in_production(db: Session) -> None:
    """Raise DemoInProduction where the database holds demo accounts."""
    if accounts.has_demo(db):
        raise DemoInProduction()


def _found_local_governments(story: _Story) -> None:
    """Add the local governments of the story that the register did not bring."""
    missing = [
        LocalGovernmentRow(
            code=one.code,
            kind=one.kind,
            name_th=one.name_th,
            name_en=one.name_en,
            province_code=one.province,
            district_code=one.district,
            dla_code=None,
            subdistrict_codes=one.subdistricts,
        )
        for one in story.content.local_governments
        if places.find_local_government(story.db, one.code) is None
    ]
    save_local_governments(story.db, missing)


def _settle(story: _Story, person: Person, password_hash: str) -> None:
    joined = story.at(60)
    account_id = accounts.add_account(
        story.db,
        email=person.email,
        password_hash=password_hash,
        display_name=person.name,
        home_province_code=person.province,
        home_local_government_code=person.local_government,
        language="th",
        consent_version="demo",
        email_confirmed_at=joined,
        is_demo=True,
        now=joined,
    )
    assert account_id is not None, person.email
    if person.grant is not None:
        grants.add_grant(story.db, account_id, person.grant.role, _scope(person), now=joined)
    viewer = accounts.find_viewer(story.db, account_id, session_number=1)
    assert viewer is not None
    # The story is told without anybody at a keyboard.
    story.viewers[person.key] = replace(viewer, confirmed_at=story.now, on_confirmed_device=True)


def _scope(person: Person) -> Place | None:
    grant = person.grant
    if grant is None or grant.province_code is None:
        return None
    return Place(grant.province_code, grant.local_government_code)


def _events(story: _Story) -> Iterator[tuple[datetime, Event]]:
    """Everything that happens on the boards: (moment, what happens), in any order."""
    for board in story.content.boards:
        yield story.at(board.opened_days_ago), partial(_open, story, board)
        if board.adopted is not None:
            yield story.at(board.adopted.days_ago), partial(_adopt, story, board)
        for proposal in board.proposals:
            yield story.at(proposal.days_ago), partial(_post, story, board, proposal)
            yield from _reactions(story, board, proposal)
        if board.closed is not None:
            yield story.at(board.closed.days_ago), partial(_close, story, board)


def _reactions(story: _Story, board: Board, proposal: Proposal) -> Iterator[tuple[datetime, Event]]:
    key = f"{board.key}/{proposal.key}"
    for comment in proposal.comments:
        yield story.at(comment.days_ago), partial(_comment, story, key, comment)
    yield from _supports(story, board, proposal, key)
    if proposal.edit is not None:
        yield story.at(proposal.edit.days_ago), partial(_edit, story, key, proposal)
    if proposal.answer is not None:
        yield story.at(proposal.answer.days_ago), partial(_answer, story, key, proposal)
    if proposal.hidden is not None:
        yield story.at(proposal.hidden.days_ago), partial(_hide, story, key, proposal)
    if proposal.withdrawn_days_ago is not None:
        yield story.at(proposal.withdrawn_days_ago), partial(_withdraw, story, key, proposal)


def _supports(story: _Story, board: Board, proposal: Proposal, key: str) -> Iterator[tuple[datetime, Event]]:
    """One support for each supporter, spread evenly from the posting to whatever ended it."""
    ends = [proposal.withdrawn_days_ago or 0.0]
    ends += [act.days_ago for act in (board.closed, proposal.hidden) if act is not None]
    end = max(ends)
    people = story.content.supporters(board, proposal)
    step = (proposal.days_ago - end) / (len(people) + 1)
    for number, person in enumerate(people, start=1):
        yield story.at(proposal.days_ago - number * step), partial(_support, story, key, person.key)


def _open(story: _Story, board: Board, now: datetime) -> None:
    story.ids[board.key] = open_board(
        story.db,
        story.viewers[board.author],
        province_code=board.province,
        local_government_code=board.local_government,
        title=board.title,
        body=board.question,
        closes_on=_closing_day(story, board),
        form_key=None,
        now=now,
    )


def _closing_day(story: _Story, board: Board) -> str:
    if board.closes_in_days is None:
        return ""
    return (story.now + timedelta(days=board.closes_in_days)).date().isoformat()


def _adopt(story: _Story, board: Board, now: datetime) -> None:
    assert board.adopted is not None
    assert board.local_government is not None
    adopt_board(
        story.db,
        story.viewers[board.adopted.by],
        story.ids[board.key],
        local_government_code=board.local_government,
        now=now,
    )


def _close(story: _Story, board: Board, now: datetime) -> None:
    assert board.closed is not None
    close_board(story.db, story.viewers[board.closed.by], story.ids[board.key], now=now)


def _post(story: _Story, board: Board, proposal: Proposal, now: datetime) -> None:
    story.ids[f"{board.key}/{proposal.key}"] = post_proposal(
        story.db,
        story.viewers[proposal.author],
        board_id=story.ids[board.key],
        title=proposal.title,
        body=proposal.body,
        category=proposal.category,
        place=f"sd-{proposal.subdistrict}" if proposal.subdistrict else "",
        form_key=None,
        now=now,
    )


def _comment(story: _Story, key: str, comment: Comment, now: datetime) -> None:
    story.ids[f"{key}/{comment.key}"] = post_comment(
        story.db,
        story.viewers[comment.author],
        proposal_id=story.ids[key],
        body=comment.body,
        parent_id=story.ids[f"{key}/{comment.reply_to}"] if comment.reply_to else None,
        form_key=None,
        now=now,
    )


def _support(story: _Story, key: str, person: str, now: datetime) -> None:
    support_proposal(story.db, story.viewers[person], proposal_id=story.ids[key], now=now)


def _edit(story: _Story, key: str, proposal: Proposal, now: datetime) -> None:
    assert proposal.edit is not None
    edit_proposal(
        story.db,
        story.viewers[proposal.author],
        proposal_id=story.ids[key],
        title=proposal.title,
        body=proposal.edit.body,
        category=proposal.category,
        revision=1,
        now=now,
    )


def _answer(story: _Story, key: str, proposal: Proposal, now: datetime) -> None:
    assert proposal.answer is not None
    author = story.viewers[proposal.answer.by]
    answer_proposal(story.db, author, story.ids[key], body=proposal.answer.text, revision=0, now=now)


def _hide(story: _Story, key: str, proposal: Proposal, now: datetime) -> None:
    assert proposal.hidden is not None
    hide(
        story.db,
        story.viewers[proposal.hidden.by],
        "proposal",
        story.ids[key],
        reason=proposal.hidden.reason,
        page_url=HIDDEN_PAGE,
        now=now,
    )


def _withdraw(story: _Story, key: str, proposal: Proposal, now: datetime) -> None:
    withdraw_proposal(story.db, story.viewers[proposal.author], proposal_id=story.ids[key], now=now)
