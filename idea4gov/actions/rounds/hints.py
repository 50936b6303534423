"""Hints of irregular votes: noted when a ballot is cast on the web, shown to officials until the end."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.accounts.sessions import Browser
from idea4gov.domain.devices import wide_network
from idea4gov.domain.permissions import Permission, Viewer, require_at
from idea4gov.domain.rounds.hints import DIGEST_LETTERS, Cluster, HintKind, find_clusters
from idea4gov.domain.rounds.phases import FINISHED_PHASES
from idea4gov.outside.signing import Signer
from idea4gov.store.rounds import hints, locking
from idea4gov.store.rounds.locking import VotingRound

LOOK: Final[Permission] = "roll:mark"


class HintsPage(NamedTuple):
    """What officials see. voters: on the web, of whom there are hints. is_over: whether they are deleted."""

    round: VotingRound
    voters: int
    clusters: dict[HintKind, list[Cluster]]
    is_over: bool


def note_hints(
    db: Session, signer: Signer, browser: Browser, round_id: int, person_id: int, *, now: datetime
) -> None:
    """Note from where a person voted on the web, in the transaction of the ballot and behind it.

    Only the first ballot of a person is noted; the note goes with the line of the roll, and when the round is
    final. The digests have a key of their own for each round, so that they lead to nothing in another one.
    """

    def digest(kind: str, text: str) -> str | None:
        purpose = f"roll-hint-{kind}-{round_id}"
        return signer.keyed_digest(purpose, text)[:DIGEST_LETTERS] if text else None

    hints.add_hint(
        db,
        round_id,
        person_id,
        device=digest("device", browser.device or ""),
        network=digest("network", wide_network(browser.address)),
        minute=now.replace(second=0, microsecond=0),
    )


def get_hints_page(db: Session, viewer: Viewer, round_id: int) -> HintsPage:
    """The groups of voters of a round that officials may look at. Raises NotFound."""
    round_ = locking.get_voting_round(db, round_id)
    require_at(viewer, LOOK, round_.place)
    found = hints.list_hints(db, round_id)
    is_over = round_.phase in FINISHED_PHASES or round_.cancelled_at is not None
    return HintsPage(round_, len(found), find_clusters(found), is_over)
