"""What the database holds of the writes of a drill."""

from collections import Counter

from sqlalchemy import text

from bench.engines import opened
from bench.rounds import CHOSEN
from scripts.drill.book import Key

SUPPORTS = "SELECT proposal_id, person_id FROM support"
COMMENTS = "SELECT body FROM comment"
# Of a ballot that was replaced the version is higher; half a one counts as none.
BALLOTS = (
    "SELECT person_id, CASE WHEN (SELECT count(*) FROM ballot_line WHERE ballot_id = ballot.id) = :chosen"
    " THEN version ELSE 0 END FROM ballot"
)


def list_stored(url: str) -> Counter[Key]:
    """How often each support, comment and ballot stands in the database, by the key of its write."""
    found: Counter[Key] = Counter()
    with opened(url) as database, database.snapshot() as db:
        found.update(("support", *row) for row in db.execute(text(SUPPORTS)))
        found.update(("comment", body) for (body,) in db.execute(text(COMMENTS)))
        for person, version in db.execute(text(BALLOTS), {"chosen": CHOSEN}):
            found["ballot", person] = version
    return found
