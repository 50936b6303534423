"""The public pages of an urn's log, and the program that checks what one downloads there."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from idea4gov.actions.rounds.phases import settle_phase
from idea4gov.actions.rounds.urn_log import keep_logs
from idea4gov.domain.merkle import includes, is_consistent, leaf_hash
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import add_voters, cast
from tests.web.conftest import Site


@pytest.fixture
def round_(database: Database) -> HostedRound:
    """A round with heads over one and over three ballots."""
    with database.transaction() as db:
        round_ = add_hosted_round(db)
    for place, voter in enumerate(add_voters(database, 3)):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
        keep_logs(database, now=NOON + place * timedelta(minutes=30))
    return round_


def lines_of(site: Site, round_: HostedRound) -> list[str]:
    return site.client.get(f"/rounds/{round_.id}/log.txt").get_data(as_text=True).splitlines()


def raw(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in proof]


def test_the_page_shows_the_newest_head_first_and_finds_a_leaf(app: Flask, round_: HostedRound) -> None:
    site = Site(app)
    here = f"/rounds/{round_.id}/log"
    stated = site.client.get(f"{here}.json").get_json()
    page = site.get(here).text
    first, second = (one["root"] for one in stated["heads"])
    assert page.index(second) < page.index(first)
    leaf = lines_of(site, round_)[1].split()[1]
    assert "บรรทัดที่ 2" in site.get(f"{here}?leaf={leaf.upper()}").text
    for wrong, says in (("0" * 64, "ไม่มีบรรทัด"), ("abc", "64")):
        assert says in site.get(f"{here}?leaf={wrong}").text


def test_proofs_lead_to_the_published_roots(app: Flask, round_: HostedRound) -> None:
    site = Site(app)
    here = f"/rounds/{round_.id}/log"
    for line in lines_of(site, round_):
        found = site.client.get(f"{here}/proof?leaf={line.split()[1]}").get_json()
        root, size = bytes.fromhex(found["head"]["root"]), found["head"]["size"]
        assert found["leaf"] == line
        assert includes(leaf_hash(line.encode()), found["number"] - 1, size, raw(found["proof"]), root)
    grown = site.client.get(f"{here}/consistency?first=1&second=3").get_json()
    roots = (bytes.fromhex(grown["first"]["root"]), bytes.fromhex(grown["second"]["root"]))
    assert is_consistent(1, 3, roots, raw(grown["proof"]))


@pytest.mark.parametrize(
    "path",
    [
        "log/proof",
        "log/proof?leaf=x",
        "log/consistency",
        "log/consistency?first=2&second=3",
    ],
)
def test_what_is_not_published_is_not_proven(app: Flask, round_: HostedRound, path: str) -> None:
    assert Site(app).client.get(f"/rounds/{round_.id}/{path}").status_code == 404


def test_the_verifier_checks_a_downloaded_log(
    app: Flask, database: Database, round_: HostedRound, tmp_path: Path
) -> None:
    site = Site(app)

    def fetch(path: str, name: str) -> Path:
        (tmp_path / name).write_bytes(site.client.get(path).data)
        return tmp_path / name

    here = f"/rounds/{round_.id}/log"
    tool, early = fetch("/verify.pyz", "verify.pyz"), fetch(f"{here}.json", "early.json")
    with database.transaction() as db:
        settle_phase(db, round_.id, page_url="https://example.org", now=NOON + timedelta(days=10))
    log, heads = fetch(f"{here}.txt", "log.txt"), fetch(f"{here}.json", "log.json")
    leaf = log.read_text().split()[-1]

    def run(*more: str) -> tuple[int, str]:
        words = [sys.executable, "-I", "-S", str(tool), "--log", str(log), "--heads", str(heads), *more]
        found = subprocess.run(words, capture_output=True, text=True, check=False)
        return found.returncode, found.stdout + found.stderr

    code, said = run("--since", str(early), "--leaf", leaf)
    assert (code, "3 leaves give all 3 heads and 3 ballots" in said) == (0, True), said
    assert run("--leaf", "0" * 64)[0] == 1
    kept = log.read_text()
    log.write_text(kept + "cast " + "a" * 64 + "\n")
    assert run()[0] == 1
    log.write_text(kept.replace(leaf, "b" * 64))
    assert "root" in run("--since", str(early))[1]
    log.write_text("nothing\n")
    assert run()[0] == 2
    log.write_text(kept)
    stated = json.loads(heads.read_text())
    stated["urn"][0]["ballots"] += 1
    heads.write_text(json.dumps(stated))
    assert "the urn has 4 ballots, the log 3" in run()[1]
    stated["heads"] = stated["heads"][1:]
    heads.write_text(json.dumps(stated))
    assert "is not there any more" in run("--since", str(early))[1]


def test_a_long_log_is_made_once_for_each_head(
    app: Flask, database: Database, round_: HostedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idea4gov.web.pages.rounds.urn_log.LIVE_ROWS", 2)
    site, here = Site(app), f"/rounds/{round_.id}/log.txt"
    answer = site.client.get(here)
    lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 3
    assert site.client.get(here, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    [late] = add_voters(database, 1)
    cast(database, late, round_.id, {round_.projects[0]: 1})
    assert len(lines_of(site, round_)) == 3
    keep_logs(database, now=NOON + timedelta(hours=5))
    assert lines_of(site, round_)[:3] == lines
    assert len(lines_of(site, round_)) == 4
