"""The script compares texts as the server does."""

from collections.abc import Callable

from idea4gov.domain.spelling import spelling_key
from tests.conftest import ROOT
from tests.journeys.conftest import Person
from tests.spellings import ALIKE, DIFFERENT

SCRIPT = (ROOT / "static/js/spelling.js").read_text(encoding="utf-8").replace("export default ", "")


def test_the_browser_makes_the_same_key_of_every_spelling(meet: Callable[..., Person]) -> None:
    texts = [text for pair in (*ALIKE, *DIFFERENT) for text in pair]
    keys = meet().page.evaluate(f"texts => {{ {SCRIPT}; return texts.map(spellingKey); }}", texts)
    assert keys == [spelling_key(text) for text in texts]


def test_a_province_is_offered_however_its_name_is_typed(meet: Callable[..., Person]) -> None:
    person = meet()
    person.goes_to("/register")
    field = person.combobox("Your province")
    for typed, name in [("ล\u0e4d\u0e32ปาง", "ลำปาง"), ("จ.ล\u200bำ", "ลำปาง"), ("\u0e40\u0e40พร่", "แพร่")]:
        field.fill(typed)
        assert name in person.page.get_by_role("option").all_inner_texts()


def test_a_subdistrict_is_offered_while_one_types_and_opened(meet: Callable[..., Person]) -> None:
    person = meet()
    person.goes_to("/")
    field = person.combobox("Where do you live?")
    field.fill("ต.\u0e40\u0e40สนสุข")
    person.page.get_by_role("option", name="ตำบลแสนสุข (เมืองชลบุรี ชลบุรี)").click()
    person.page.wait_for_url("**/subdistricts/20*")
    assert person.page.locator("h1").inner_text() == "ตำบลแสนสุข"
