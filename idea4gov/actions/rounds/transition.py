"""The frame of every use case that changes a round: lock it, record due phases, act, record due phases.

Notices and audit entries are collected, and written at the end: the audit chain has to be locked last.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.notices import notify
from idea4gov.actions.rounds.freeze import freeze
from idea4gov.actions.rounds.round_file import head_of
from idea4gov.actions.rounds.sealing import count_round, is_large, seal_online
from idea4gov.actions.rounds.tally import Tally
from idea4gov.domain.audit import AuditAct
from idea4gov.domain.errors import Conflict
from idea4gov.domain.notices import NoticeKind
from idea4gov.domain.permissions import Permission, Viewer, require_at
from idea4gov.domain.rounds.draw import require_draw
from idea4gov.domain.rounds.large_urns import Progress, UrnBeingSealed
from idea4gov.domain.rounds.phases import Phase, is_seal_due, next_step
from idea4gov.domain.rounds.timeline import EventKind
from idea4gov.domain.rounds.urn_file import UrnFile
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store.notices import around_board
from idea4gov.store.rounds import hosted, phases, timeline
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.sealing import count_cast

SEALED = ("digest", "ballot_count")
NOTHING: Mapping[str, Any] = MappingProxyType({})
NOTICES: Mapping[Phase, NoticeKind] = {
    "reviewing": "round_reviewing",
    "preview": "round_preview",
    "voting": "round_voting",
    "counting": "round_counting",
    "provisional": "round_provisional",
    "final": "round_final",
    "implementing": "round_implementing",
}
"""Phase -> the notice that followers and authors of proposals get; before these nobody follows a round."""


@dataclass
class Transition:
    """A locked round. round: as it stands now. page_url: what notices link to.

    seals: whether the end of voting is recorded, which seals the urn. file: of an urn that holds every ballot
    already, made before the transaction. awaits_seal: how far a large urn has come that is not sealed yet:
    the round stays in voting until it is.
    """

    db: Session
    round: HostedRound
    viewer: Viewer | None
    page_url: str
    now: datetime
    seals: bool = True
    file: UrnFile | None = None
    awaits_seal: Progress | None = None
    _audit: list[tuple[int | None, AuditAct, dict[str, Any]]] = field(default_factory=list)
    _notices: list[NoticeKind] = field(default_factory=list)

    def catch_up(self) -> None:
        """Record every phase that is due and that nothing hinders. No such phase announces a result.

        The urn is sealed some minutes after the end of voting (see is_seal_due).
        """
        facts = phases.count_facts(self.db, self.round.id)
        while (step := next_step(self.round.clock, facts, self.now)) is not None:
            if step.phase == "counting" and not (self.seals and is_seal_due(step, self.now)):
                return
            values: dict[str, Any] = {}
            if step.phase == "preview":
                values = {"frozen_digest": freeze(self.db, self.round), "frozen_at": step.at}
            elif step.phase == "counting":
                file = self._standing_file()
                if file is None and is_large(self.db, self.round):
                    self.awaits_seal = self.round.sealing or Progress(0, count_cast(self.db, self.round.id))
                    return
                values = seal_online(self.db, self.round, now=self.now, file=file)
                self._audit.append((None, "seal_urn", {name: values[name] for name in SEALED}))
            self.enter(step.phase, at=step.at, **values)

    def _standing_file(self) -> UrnFile | None:
        """The file, if it is still that of the urn; None where there is none."""
        file, progress = self.file, self.round.sealing
        if file is None or progress is None or not progress.is_whole or file.ballot_count != progress.of:
            return None
        return file if file.head == head_of(self.db, self.round, progress.of) else None

    def announce(self, ahead: Tally | None) -> None:
        """Count a round whose voting has ended, and enter the phase that shows the result.

        ahead: a count made before the transaction, or None. If a planned draw was not entered in time, the
        timeline says so. Raises DrawAwaited, PaperBallotsOpen, RollDiffers, CorrectionOpen.
        """
        require_draw(self.round.clock, self.now)
        is_drawn = self.round.tie_seed is not None
        is_missing = self.round.is_draw_planned and not is_drawn
        counted = count_round(self.db, self.round, now=self.now, ahead=ahead)
        data = {"seed": counted.seed, "digest": counted.digest}
        self._audit.append((None, "count_with_draw" if is_drawn else "draw_seed", data))
        said = {"is_draw_missing": True} if is_missing else {}
        self.enter("provisional", at=self.now, said=said, **counted.columns)

    def enter(self, phase: Phase, *, at: datetime, said: Mapping[str, Any] = NOTHING, **values: Any) -> None:
        """Record a phase with its entry on the timeline. Raises Conflict if another request moved the round.

        at: when it began. said: further data of the entry. values: further columns of the round.
        """
        before = self.round.phase
        if not phases.move_phase(self.db, self.round.id, before=before, after=phase, **values):
            raise Conflict()
        self.reread()
        data: dict[str, Any] = {"from": before, **said}
        if phase == "preview":
            data["digest"] = self.round.frozen_digest
        elif phase in ("counting", "provisional"):
            data |= {"digest": self.round.digest, "ballots": self.round.ballot_count}
        self.note("phase", data, at=at)
        self._audit.append((None, "enter_phase", {"phase": phase, **data}))
        if phase in NOTICES:
            self._notices.append(NOTICES[phase])

    def note(self, kind: EventKind, data: dict[str, Any], *, at: datetime | None = None) -> None:
        """Add an entry to the public timeline. at: its moment; None: now."""
        timeline.add_event(
            self.db,
            self.round.id,
            at=at or self.now,
            kind=kind,
            phase=self.round.phase,
            actor_id=self.viewer.account_id if self.viewer else None,
            data=data,
        )

    def notify_followers(self, kind: NoticeKind) -> None:
        """Notify everybody who follows the round or has a proposal in it, at the end.

        kind: of domain.notices.
        """
        self._notices.append(kind)

    def audit(self, act: AuditAct, data: dict[str, Any]) -> None:
        """Add an audit entry of the viewer's act, at the end."""
        self._audit.append((self.viewer.account_id if self.viewer else None, act, data))

    def reread(self) -> None:
        """Read the round again after a change."""
        self.round = hosted.get_hosted(self.db, self.round.id)

    def finish(self) -> None:
        """Record the phases that the act made due, then write the notices and, last, the audit entries."""
        self.catch_up()
        self._send()
        for actor_id, act, data in self._audit:
            record(
                self.db,
                actor_id=actor_id,
                act=act,
                subject_kind="round",
                subject_id=self.round.id,
                place=self.round.place,
                data=data,
                now=self.now,
            )

    def _send(self) -> None:
        for kind in self._notices:
            notify(
                self.db,
                around_board(self.round.id),
                kind=kind,
                title=self.round.title,
                page_url=self.page_url,
                now=self.now,
            )


@contextmanager
def begin_transition(
    db: Session,
    round_id: int,
    *,
    viewer: Viewer | None = None,
    permission: Permission | None = None,
    page_url: str,
    now: datetime,
    seals: bool | None = None,
    is_final: bool = False,
    file: UrnFile | None = None,
) -> Iterator[Transition]:
    """Lock a round, record due phases, run the block, and finish.

    viewer, permission: checked at the round's place; without both, nothing is checked. page_url: for notices.
    is_final: whether the act cannot be undone, and so needs the password (see require_confirmed).
    seals: whether the end of voting is recorded, which takes seconds and cannot be undone; None: only where
    nobody acts but the server. file: of an urn that is sealed in chunks, see large_urns. An error in the
    block skips the end, so that the caller's transaction rolls everything back. Raises NotFound, also where
    the viewer lacks the permission, PasswordNeeded, and UrnBeingSealed for an act of an official.
    """
    found = hosted.lock_hosted(db, round_id)
    if viewer is not None and permission is not None:
        require_at(viewer, permission, found.place)
    if viewer is not None and is_final:
        require_confirmed(viewer, now=now)
    transition = Transition(
        db, found, viewer, page_url, now, viewer is None if seals is None else seals, file
    )
    transition.catch_up()
    awaited = transition.awaits_seal or found.sealing
    if viewer is not None and awaited is not None:
        raise UrnBeingSealed(**awaited.shown)
    yield transition
    transition.finish()


def begin_final(
    db: Session, round_id: int, viewer: Viewer | None, *, page_url: str, now: datetime
) -> AbstractContextManager[Transition]:
    """begin_transition() for what ends or follows the voting, by whoever may edit the round, and for good."""
    return begin_transition(
        db,
        round_id,
        viewer=viewer,
        permission="round:edit",
        page_url=page_url,
        now=now,
        seals=True,
        is_final=True,
    )
