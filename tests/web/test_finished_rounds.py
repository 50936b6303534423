"""The page of a finished round, and the file to check it by."""

import hashlib

import pytest

from idea4gov.domain.tally import compare
from idea4gov.outside.verifier import verifier
from idea4gov.store.session import Database
from tests.factories import add_board
from tests.published import verify
from tests.queries import count_queries
from tests.rounds import OWN, THAI, import_text
from tests.web.conftest import Site, both_engines

pytestmark = both_engines


@pytest.fixture
def round_id(database: Database) -> int:
    with database.transaction() as db:
        return import_text(db).round_id


def larger(projects: int) -> str:
    """THAI with more projects and ballots."""
    more = "".join(f"x{number};7;0;ทางเท้า {number};0\n" for number in range(projects))
    ballots = "".join(f"y{number};x{number};;\n" for number in range(projects))
    text = THAI.replace("num_projects;4\nnum_votes;7\n", "").replace("VOTES\n", more + "VOTES\n")
    return text + ballots


def test_the_page_says_who_won_and_why_not(site: Site, round_id: int) -> None:
    text = site.get(f"/rounds/{round_id}").text
    assert "งบประมาณแบบมีส่วนร่วม; แสนสุข 2569" in text
    assert "เทศบาลเมืองแสนสุข" in text
    # those that are funded, then the others, each with the reason
    assert text.index("ไฟส่องทาง") < text.index("ลอกท่อระบายน้ำ") < text.index("ปลูกต้นไม้ริมหาด")
    assert "3 เสียง ต้องใช้ 500 บาท แต่เหลือ 400 บาท" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert f"idea4gov verify round-{round_id}.pb" in text
    assert verify(THAI).digest in text


def test_under_equal_shares_the_page_says_who_paid_what(site: Site, database: Database) -> None:
    with database.transaction() as db:
        round_id = import_text(db, THAI.replace("rule;greedy", "rule;equalshares/add1")).round_id
    site.client.set_cookie("language", "en")
    text = site.get(f"/rounds/{round_id}").text
    assert "4 supporters paid its 600 baht together, 150 baht each." in text
    assert "It ended at 316 baht for each voter." in text


def test_every_rule_stands_beside_the_one_that_holds(site: Site, round_id: int) -> None:
    site.client.set_cookie("language", "en")
    text = site.get(f"/rounds/{round_id}").text
    held, stopping, shares = (
        text.index(f">{name}</th>")
        for name in ("Most votes first", "Most votes, until one does not fit", "Equal shares")
    )
    assert held < stopping < shares


LEFT_OUT = {
    "en": "Equal shares is not in this table: the ballots had more marks",
    "th": "ตารางนี้ไม่มีกติกาแบ่งเงินเท่ากันทุกเสียง",
}


@pytest.mark.parametrize("language", LEFT_OUT)
def test_the_page_says_where_equal_shares_was_left_out(
    site: Site, database: Database, round_id: int, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(compare, "LARGEST_COMPARED", 9)
    with database.transaction() as db:
        larger_id = import_text(db, larger(5)).round_id
    site.client.set_cookie("language", language)
    assert LEFT_OUT[language] in site.get(f"/rounds/{larger_id}").text
    assert LEFT_OUT[language] not in site.get(f"/rounds/{round_id}").text


def test_areas_of_a_published_round_have_results_of_their_own(site: Site, database: Database) -> None:
    with database.transaction() as db:
        round_id = import_text(db, OWN).round_id
    text = site.get(f"/rounds/{round_id}").text
    assert text.index("ริมหาด</h3>") < text.index("ทั้งเมือง</h3>")
    assert "ทำพร้อมกับ “ทางเดิน” ไม่ได้" in text


def test_the_checking_program_is_there_to_download(site: Site, round_id: int) -> None:
    assert 'href="/verify.pyz"' in site.get(f"/rounds/{round_id}").text
    answer = site.client.get("/verify.pyz")
    assert answer.data == verifier()
    again = site.client.get("/verify.pyz", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_result_that_differs_from_the_count_is_marked(site: Site, database: Database) -> None:
    with database.transaction() as db:
        same = import_text(db).round_id
        other = import_text(db, THAI.replace("ริมหาด;0", "ริมหาด;1")).round_id
    assert 'class="notice notice-warning"' not in site.get(f"/rounds/{same}").text
    assert 'class="notice notice-warning"' in site.get(f"/rounds/{other}").text


@pytest.mark.parametrize("selected", ["selected", "remark"], ids=["stated", "not stated"])
def test_a_rule_that_is_not_known_is_said(site: Site, database: Database, selected: str) -> None:
    text = THAI.replace("rule;greedy", "rule;lottery").replace("selected", selected)
    with database.transaction() as db:
        round_id = import_text(db, text).round_id
    assert "idea4gov verify" not in site.get(f"/rounds/{round_id}").text


def test_points_and_foreign_money_are_shown(site: Site, database: Database) -> None:
    head = "META\nkey;value\nbudget;10000\nvote_type;{0}\nrule;greedy-no-skip\ncurrency;PLN\nlanguage;pl\n"
    minimum = "min_project_score_threshold;1\n"
    rest = "PROJECTS\nproject_id;cost\na;12345\nVOTES\nvoter_id;vote;points\n1;a;777\n"
    with database.transaction() as db:
        rounds = [
            import_text(db, (head + minimum + rest).format(kind)).round_id
            for kind in ("cumulative", "ordinal", "choose-1")
        ]
    texts = [site.get(f"/rounds/{round_id}").text for round_id in rounds]
    assert all("12,345 PLN" in text for text in texts)
    assert ["777" in text for text in texts] == [True, False, False]


def test_the_page_is_there_in_english_too(site: Site, round_id: int) -> None:
    site.client.set_cookie("language", "en")
    text = site.get(f"/rounds/{round_id}").text
    assert "Saen Suk Town Municipality" in text
    assert "This tie decided who is funded (2 each):" in text


def test_the_file_is_what_was_sealed(site: Site, round_id: int) -> None:
    answer = site.client.get(f"/rounds/{round_id}.pb")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="round-{round_id}.pb"'
    assert hashlib.sha256(answer.data).hexdigest() == verify(THAI).digest
    assert answer.get_etag()[0] == verify(THAI).digest


def test_the_file_is_not_sent_again_to_whoever_has_it(site: Site, round_id: int) -> None:
    etag = site.client.get(f"/rounds/{round_id}.pb").headers["ETag"]
    assert site.client.get(f"/rounds/{round_id}.pb", headers={"If-None-Match": etag}).status_code == 304


def test_a_discussion_board_is_no_round(site: Site, database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
    site.get(f"/rounds/{board_id}", status=404)
    site.get(f"/rounds/{board_id}.pb", status=404)


@pytest.mark.slow
def test_more_projects_and_ballots_do_not_mean_more_queries(site: Site, database: Database) -> None:
    with database.transaction() as db:
        small, large = (import_text(db, larger(number)).round_id for number in (3, 30))
    # The first page of a round in a minute also looks whether the worker is late.
    site.get(f"/rounds/{small}")
    counts = []
    for round_id in (small, large):
        with count_queries(database) as sent:
            site.get(f"/rounds/{round_id}")
        counts.append(len(sent))
    assert counts[0] == counts[1]
