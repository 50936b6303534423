"""A drill fails where something that was confirmed is lost or doubled, and where people are refused."""

import pytest

from scripts.cluster.errors import ClusterError
from scripts.drill.drill import Drill, NotTried, Row, Scene, perform
from tests.drill.sites import Fate, Site, open_stage

KEPT: Fate = (1, 303, "/proposals/7")


def nothing(_scene: Scene, _subject: object) -> None:
    """A drill without a fault."""


def performed(site: Site, drill: Drill) -> Row:
    with open_stage(site) as stage:
        return perform(drill, stage, None, quiet_seconds=0.2)


@pytest.mark.parametrize(
    ("fate", "lost", "doubled"),
    [
        ((0, 303, "/proposals/7"), 1, 0),
        ((2, 303, "/proposals/7"), 0, 1),
        ((2, 503, ""), 0, 1),
        # Nobody was told that it was done, so it may be there or not.
        ((1, 503, ""), 0, 0),
        ((0, 503, ""), 0, 0),
        ((0, 303, "/log-in?next=%2F"), 0, 0),
    ],
)
def test_one_write_among_many_is_found(fate: Fate, lost: int, doubled: int) -> None:
    site = Site(lambda number: fate if number == 3 else KEPT)
    row = performed(site, Drill("any", "", nothing, 5, frozenset({"503", "log-in"})))
    assert (row.lost, row.doubled) == (lost, doubled)
    assert row.verdict == ("failed" if lost or doubled else "passed")
    assert row.answers["303"] >= 5


def test_nobody_may_be_refused_where_the_drill_does_not_say_so() -> None:
    row = performed(Site(lambda number: (1, 500, "") if number == 3 else KEPT), Drill("any", "", nothing, 5))
    assert (row.verdict, row.why) == ("failed", "people got 500")


@pytest.mark.parametrize(("place", "word"), [("/log-in", "log-in"), ("", "cut")])
def test_who_is_logged_out_or_cut_off_was_not_told_that_it_is_done(place: str, word: str) -> None:
    status = 303 if place else 0
    row = performed(
        Site(lambda number: (0, status, place) if number == 3 else KEPT), Drill("any", "", nothing)
    )
    assert (row.why, row.lost) == (f"people got {word}", 0)


def test_what_lasts_too_long_fails() -> None:
    def pause(scene: Scene, _subject: object) -> None:
        scene.pause(0.6)

    drill = Drill("any", "", pause, 0.1, frozenset({"503"}))
    row = performed(Site(lambda number: (0, 503, "") if 10 < number < 20 else KEPT), drill)
    assert (row.verdict, row.why[:10]) == ("failed", "well after")


def test_a_site_that_finds_itself_broken_fails() -> None:
    def check() -> None:
        raise ClusterError("supports: 3 counted, 4 rows")

    with open_stage(Site(lambda _number: KEPT)) as stage:
        stage.check = check
        row = perform(Drill("any", "", nothing), stage, None, quiet_seconds=0.1)
    assert (row.verdict, row.why) == ("failed", "supports: 3 counted, 4 rows")


def test_what_a_machine_does_not_let_happen_is_said_and_no_success() -> None:
    def mount(_scene: Scene, _subject: object) -> None:
        raise NotTried("a small disk can be mounted by root alone")

    row = performed(Site(lambda _number: KEPT), Drill("any", "", mount))
    assert (row.verdict, row.why) == ("not tried", "a small disk can be mounted by root alone")
