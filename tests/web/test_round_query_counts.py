"""A round of many projects costs its pages not one statement more than a round of three."""

import pytest
from flask import Flask

from idea4gov.store.session import Database
from tests.hosted import add_hosted_round
from tests.officials import add_official
from tests.queries import count_queries
from tests.web.conftest import PASSWORD_HASH, Site, both_engines

pytestmark = both_engines

MORE = 8
FOR_ALL = [
    "/rounds/{round}",
    "/rounds/{round}/log",
    "/rounds/{round}/roll",
    "/rounds/{round}/roll.json",
    "/rounds/{round}/embed",
    "/rounds/{round}/proposals",
    "/rounds/{round}/frozen.json",
]
FOR_OFFICIALS = [
    "/desk/rounds",
    "/desk/rounds/{round}",
    "/desk/rounds/{round}/review",
    "/desk/rounds/{round}/projects",
    "/desk/rounds/{round}/objections",
    "/desk/rounds/{round}/papers",
    "/desk/rounds/{round}/roll",
    "/desk/rounds/{round}/hints",
    "/desk/rounds/{round}/sample",
    "/desk/rounds/{round}/table",
    "/desk/rounds/{round}/table/sign",
    "/desk/local-governments/2094/voter-lists",
]
# Pages that ask for one thing, and files; the lists that they begin with are those above.
LISTS_NOTHING = {
    "rounds.draw.correct", "rounds.draw.draw", "rounds.draw.settle", "rounds.drafts.choose",
    "rounds.drafts.delete",
    "rounds.list_claims.claim",
    "rounds.voting.ballot", "rounds.voting.receipt", "rounds.voting.withdraw", "rounds.phases.back",
    "rounds.phases.cancel",
    "rounds.phases.days", "rounds.phases.extend", "rounds.phases.resume", "rounds.phases.suspend",
    "rounds.announcing.announce",
    "rounds.announcing.confirm", "rounds.drafts.edit", "rounds.drafts.new", "rounds.drafts.publish",
    "documents.ballot_papers", "documents.document", "documents.emblem",
    "documents.letterhead", "documents.roll", "documents.show", "exports.file",
    "exports.job", "exports.prepare", "exports.round_results", "rounds.objections.answer",
    "rounds.freeze.correct",
    "rounds.milestones.report", "rounds.objections.object_to", "imports.new", "imports.show",
    "imports.new_in_round", "imports.take_back",
    "rounds.paper_ballots.paper",
    "rounds.paper_ballots.void", "rounds.receipts.find", "rounds.residences.residence",
    "rounds.screening.bring", "rounds.screening.decide",
    "voter_lists.choose", "voter_lists.delete", "voter_lists.show",
    "rounds.urn_log.consistency", "rounds.urn_log.heads", "rounds.urn_log.leaves",
    "rounds.urn_log.proof",
}  # fmt: skip


def costs(site: Site, database: Database, paths: list[str], round_id: int) -> dict[str, int]:
    """How many statements each page takes, once the round's phase is recorded."""
    counted = {}
    for path in paths:
        site.client.get(path.format(round=round_id))
        with count_queries(database) as sent:
            answer = site.client.get(path.format(round=round_id))
            answer.get_data()
        assert answer.status_code == 200, path
        counted[path] = len(sent)
    return counted


@pytest.fixture
def official(app: Flask, database: Database) -> Site:
    """A moderator of the nation."""
    with database.transaction() as db:
        add_official(
            db, email="office@example.org", password_hash=PASSWORD_HASH, province=None, local_government=None
        )
    visitor = Site(app)
    visitor.enter("office@example.org")
    return visitor


@pytest.mark.parametrize("phase", ["preview", "voting"])
@pytest.mark.slow
def test_more_projects_cost_a_round_no_more_statements(
    site: Site, official: Site, database: Database, phase: str
) -> None:
    with database.transaction() as db:
        few = add_hosted_round(db, phase=phase).id
    public, inside = costs(site, database, FOR_ALL, few), costs(official, database, FOR_OFFICIALS, few)
    with database.transaction() as db:
        many = add_hosted_round(db, phase=phase, more=MORE).id
    assert costs(site, database, FOR_ALL, many) == public
    assert costs(official, database, FOR_OFFICIALS, many) == inside
