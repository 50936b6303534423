"""Which supports are sent: each must be a new one."""

import pytest

from bench.pages import Plan, on_one, spread
from bench.seeding import CROWD, Seeded


@pytest.mark.slow
def test_no_support_is_ever_sent_twice() -> None:
    plan = Plan()
    seeded = Seeded("", 200, range(CROWD + 1, CROWD + 1 + plan.voters))
    pairs = [
        pair for run in range(plan.runs + 1) for choose in (spread, on_one) for pair in choose(seeded, run)
    ]
    assert len(pairs) == len(set(pairs)) == 2 * (plan.runs + 1) * plan.voters
    assert all(1 <= proposal <= 200 for _, proposal in pairs)
