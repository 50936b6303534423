"""A drill fails where something that was confirmed is lost or doubled, and where people are refused."""

import pytest

from scripts.cluster.errors import ClusterError
from scripts.cluster.program import wait_until
from scripts.drill.drill import Drill, NotTried, Row, Scene, perform
from tests.drill.sites import Fate, Site, open_stage

BUSY = Fate(0, 503)


def go_wrong(_scene: Scene, site: Site) -> None:
    """One write meets its fate."""
    site.go_wrong()


def performed(site: Site, drill: Drill) -> Row:
    with open_stage(site) as stage:
        return perform(drill, stage, site, quiet_seconds=0.05)


@pytest.mark.parametrize(
    ("fate", "lost", "doubled"),
    [
        (Fate(0, 303), 1, 0),
        (Fate(2, 303), 0, 1),
        (Fate(2, 503), 0, 1),
        # Nobody was told that it was done, so it may be there or not.
        (Fate(1, 503), 0, 0),
        (Fate(0, 503), 0, 0),
        (Fate(0, 303, "/log-in?next=%2F"), 0, 0),
    ],
)
def test_one_write_among_many_is_found(fate: Fate, lost: int, doubled: int) -> None:
    row = performed(Site(fate), Drill("any", "", go_wrong, 30, frozenset({"503", "log-in"})))
    assert (row.lost, row.doubled) == (lost, doubled)
    assert row.verdict == ("failed" if lost or doubled else "passed")


@pytest.mark.parametrize(
    ("fate", "answer"), [(Fate(1, 500), "500"), (Fate(1, 303, "/log-in"), "log-in"), (Fate(1, 0), "cut")]
)
def test_nobody_may_be_refused_where_the_drill_does_not_say_so(fate: Fate, answer: str) -> None:
    row = performed(Site(fate), Drill("any", "", go_wrong, 30))
    assert (row.verdict, row.why) == ("failed", f"people got {answer}")


def test_who_is_refused_before_the_fault_shows_that_the_machine_is_too_slow() -> None:
    def begin_late(scene: Scene, site: Site) -> None:
        site.go_wrong()
        wait_until(lambda: bool(scene.book.failed_since(0)), 30, "the answer has come")
        scene.fault_now()

    row = performed(Site(BUSY), Drill("any", "", begin_late, 30, frozenset({"503"})))
    assert (row.verdict, row.why[:24]) == ("failed", "refused before the fault")


def test_what_lasts_too_long_fails() -> None:
    row = performed(Site(BUSY), Drill("any", "", go_wrong, 0, frozenset({"503"})))
    assert (row.verdict, row.why[:10]) == ("failed", "well after")


def test_a_site_that_finds_itself_broken_fails() -> None:
    def check() -> None:
        raise ClusterError("supports: 3 counted, 4 rows")

    with open_stage(Site()) as stage:
        stage.check = check
        row = perform(Drill("any", "", lambda _scene, _site: None), stage, None, quiet_seconds=0.05)
    assert (row.verdict, row.why) == ("failed", "supports: 3 counted, 4 rows")


def test_what_a_machine_does_not_let_happen_is_said_and_no_success() -> None:
    def mount(_scene: Scene, _site: Site) -> None:
        raise NotTried("a small disk can be mounted by root alone")

    row = performed(Site(), Drill("any", "", mount))
    assert (row.verdict, row.why) == ("not tried", "a small disk can be mounted by root alone")
