"""A budget round in its voting days: a paper of thirty projects, and people who may vote."""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import insert

from bench.engines import opened
from bench.seeding import LOCAL_GOVERNMENT, PROVINCE, Seeded
from idea4gov.store.models import Residence
from tests.hosted import add_hosted_round

MORE_PROJECTS = 27
CHOSEN = 10


class Voting(NamedTuple):
    """The round that takes ballots. projects: all of its paper."""

    round_id: int
    projects: list[int]


def begin_voting(seeded: Seeded) -> Voting:
    """Put a round on the seeded database, for everybody who lives in its municipality: all of its voters."""
    now = datetime.now(UTC)
    with opened(seeded.url) as database, database.transaction() as db:
        made = add_hosted_round(db, more=MORE_PROJECTS, now=now, max_projects=CHOSEN)
        lives_here = {
            "province_code": PROVINCE,
            "local_government_code": LOCAL_GOVERNMENT,
            "subdistrict_code": "200104",
            "birth_year": 1990,
            "declared_at": now,
        }
        db.execute(insert(Residence), [{"person_id": voter, **lives_here} for voter in seeded.voters])
    return Voting(made.id, made.projects)
