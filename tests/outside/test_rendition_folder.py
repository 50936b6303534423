"""The folder of files that are made: which of them is still good, who waits, and what goes."""

import os
import time
from pathlib import Path

from idea4gov.domain.renditions import MOST_OF_SITE, MOST_WAITING, Rendition, State
from idea4gov.outside.rendition_folder import RenditionFolder


def test_numbers_may_lag_behind_while_votes_rain_and_words_may_not(tmp_path: Path) -> None:
    folder, rendition = RenditionFolder(str(tmp_path)), Rendition("priorities", "1", "pdf")
    with folder.writing(rendition, State("words", "1")) as file:
        file.write(b"%PDF")
    kept = folder.find(rendition, State("words", "2"))
    assert kept is not None
    assert folder.find(rendition, State("other words", "1")) is None
    past = time.time() - 61
    os.utime(kept.path, (past, past))
    assert folder.find(rendition, State("words", "2")) is None
    assert folder.find(rendition, State("words", "1")) is not None


def test_a_flood_of_visitors_holds_up_no_official(tmp_path: Path) -> None:
    folder = RenditionFolder(str(tmp_path))
    for number in range(MOST_WAITING + 1):
        folder.ask(Rendition("card", str(number), "png"), networks=(f"{number}", f"{number}"))
    paper = Rendition("roll", "1", "pdf", account_id=7)
    assert folder.ask(paper, networks=("0", "0")) == "first"
    assert folder.take() == paper


def test_the_networks_of_one_site_leave_room_for_others(tmp_path: Path) -> None:
    """An IPv6 site has 65,536 networks of one subscriber."""
    folder = RenditionFolder(str(tmp_path))
    cards = [Rendition("card", str(number), "png") for number in range(MOST_WAITING)]
    asked = [folder.ask(card, networks=(card.subject, "site")) for card in cards]
    assert asked == ["first"] * MOST_OF_SITE + ["full"] * (MOST_WAITING - MOST_OF_SITE)
    assert folder.ask(cards[-1], networks=("a", "another site")) == "first"


def test_what_lies_in_the_folder_keeps_to_its_ceiling(tmp_path: Path) -> None:
    folder = RenditionFolder(str(tmp_path))
    for number in range(4):
        with folder.writing(Rendition("card", str(number), "png"), State("s")) as file:
            file.write(b"x" * 1_000)
    for age, path in enumerate(sorted(tmp_path.glob("files/*/*"))):
        os.utime(path, (time.time() - age, time.time()))
    newest = sorted(tmp_path.glob("files/*/*"))[:2]
    assert folder.sweep(max_bytes=2_000) == 2
    assert sorted(tmp_path.glob("files/*/*")) == newest
