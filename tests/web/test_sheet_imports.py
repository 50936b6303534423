"""The sheet of a meeting into a budget round, and taken back, through the browser's eyes."""

from io import BytesIO

from flask import Flask
from sqlalchemy import select

from idea4gov.store.models import Proposal
from tests.actions.conduct import Conduct
from tests.web.conducted import conduct, enter
from tests.web.conftest import Site, hidden_fields

__all__ = ["conduct"]

HALL = (
    "ชื่อโครงการ/กิจกรรม,พื้นที่,งบประมาณ (บาท),คนยกมือ,ผู้เสนอ,หมายเหตุ\n"
    'ม้านั่งใต้ต้นสน,หน้าหาด,"๑๒๐,๐๐๐.-",45 คน,นางสมใจ,<b>ทำก่อนฝน</b>\n'
    "ไฟส่องทาง,หมู่ 9,500.000,12,,\n"
)


def send(visitor: Site, path: str, text: str) -> str:
    """Send a sheet; returns where its page is."""
    fields = hidden_fields(visitor.get(path).text, path)
    answer = visitor.client.post(
        path,
        data={**fields, "sheet": (BytesIO(text.encode()), "เวที.csv")},
        content_type="multipart/form-data",
    )
    return answer.headers["Location"]


def chosen(page: str) -> dict[str, str]:
    """The fields of the form as the page shows them."""
    fields = {"heading": "1"}
    for part in page.split("<select")[1:]:
        name = part.split('name="')[1].split('"')[0]
        selected = part.split("</select>")[0].split("<option selected value=")
        fields[name] = selected[1].split('"')[1] if len(selected) > 1 else ""
    return fields


def test_a_sheet_goes_into_a_round_and_is_taken_back(app: Flask, conduct: Conduct) -> None:
    conduct.publish()
    official = enter(app, conduct, "first")
    new = f"/desk/rounds/{conduct.round_id}/import"
    assert new in official.get(f"/desk/rounds/{conduct.round_id}/review").text
    path = send(official, new, HALL)
    page = official.get(path).text
    assert "120,000 บาท" in page
    assert "&lt;b&gt;ทำก่อนฝน" in page
    assert "500.000" in page
    assert "หมู่ 9" in page
    rest = official.submit(path, {**chosen(page), "import": "1"}, action=path).headers["Location"]
    assert "500.000" in official.get(rest).text
    assert rest in official.get(new).text
    table = official.get(f"/desk/rounds/{conduct.round_id}/review").text
    assert "45" in table
    with conduct.database.reading() as db:
        (proposal_id,) = db.scalars(select(Proposal.id))
    review = official.get(f"/desk/rounds/{conduct.round_id}/review/{proposal_id}").text
    assert "นางสมใจ" in review
    public = Site(app)
    assert "นางสมใจ" not in public.get(f"/proposals/{proposal_id}").text
    links = official.get(new).text.split('href="')
    (done,) = (link.split('"')[0] for link in links if link.startswith("/desk/imports/done/"))
    assert official.submit(done, {}).status_code == 303
    public.get(f"/proposals/{proposal_id}", status=410)
    assert "<form" not in official.get(done).text.split("<main")[1]
    assert "/imports/done/" not in official.get(new).text


def test_a_round_is_no_board_and_a_board_no_round(app: Flask, conduct: Conduct) -> None:
    conduct.publish()
    official = enter(app, conduct, "first")
    official.get(f"/desk/boards/{conduct.round_id}/import", status=404)
    official.get("/desk/rounds/99/import", status=404)
    enter(app, conduct, "citizen").get(f"/desk/rounds/{conduct.round_id}/import", status=404)
    enter(app, conduct, "second").get(f"/desk/rounds/{conduct.round_id}/import", status=404)
    assert "/import" not in enter(app, conduct, "second").get(f"/desk/rounds/{conduct.round_id}/review").text
