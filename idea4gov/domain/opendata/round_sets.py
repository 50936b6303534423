"""The public data sets of budget rounds: rounds, projects, milestones, and urns."""

from idea4gov.domain.opendata import fields as f
from idea4gov.domain.opendata.fields import Dataset, field
from idea4gov.domain.rounds.milestones import MILESTONE_STATES

ROUNDS = Dataset(
    "rounds",
    "รอบงบประมาณแบบมีส่วนร่วม",
    "Budget rounds",
    "รอบงบประมาณที่ประกาศแล้ว ผลและรหัสตรวจสอบไฟล์บัตรลงคะแนนปรากฏเมื่อประกาศผล",
    "Budget rounds that were announced; result and digest stand there once the result is published.",
    (
        f.ID,
        f.TITLE,
        f.PROVINCE,
        f.LOCAL_GOVERNMENT,
        field("fiscal_year", "integer", "ปีงบประมาณ (พ.ศ.)", "Fiscal year (Buddhist era)").optional(),
        field("budget", "integer", "วงเงิน", "Money to decide on, in whole units of the currency"),
        field("currency", "text", "สกุลเงิน", "Currency (ISO 4217)"),
        field("vote_type", "text", "วิธีลงคะแนน", "Kind of ballot"),
        field("rule", "text", "กติกาการนับ", "Rule of counting"),
        f.PHASE,
        field(
            "source",
            "text",
            "ที่มา: นำเข้าจากไฟล์ หรือจัดในระบบนี้",
            "Imported from a file, or held on this site",
            ("imported", "held"),
        ),
        field("ballot_count", "integer", "จำนวนบัตรในหีบบัตร", "Ballots in the urn").optional(),
        f.DIGEST._replace(th="รหัสตรวจสอบไฟล์ .pb (SHA-256)", en="SHA-256 of the .pb file").optional(),
        field("spent", "integer", "ค่าใช้จ่ายของโครงการที่ได้รับงบประมาณ", "Cost of the funded projects").optional(),
        field("counted_at", "moment", "เวลาที่นับ", "When it was counted").optional(),
        field("cancelled_at", "moment", "เวลาที่ยกเลิก", "When it was cancelled").optional(),
        f.PAGE,
        field("urn_url", "address", "ไฟล์บัตรลงคะแนน (.pb)", "The sealed ballots (.pb)").optional(),
    ),
    ("id",),
)
PROJECTS = Dataset(
    "projects",
    "โครงการในรอบงบประมาณ",
    "Projects of budget rounds",
    "โครงการบนบัตรลงคะแนน พร้อมคะแนนและผล",
    "The projects on the ballot papers, with votes and what became of each.",
    (
        f.ROUND,
        f.POSITION,
        field("code", "text", "รหัสโครงการในไฟล์ .pb", "Id of the project in the .pb file"),
        f.TITLE,
        field("cost", "integer", "ค่าใช้จ่ายของโครงการ", "Cost, in whole units of the round's currency"),
        field("votes", "integer", "จำนวนบัตรที่เลือก", "Ballots that name it").optional(),
        field("score", "integer", "คะแนน", "Points, by the kind of ballot").optional(),
        f.FATE,
        field("is_funded", "boolean", "ได้รับงบประมาณ", "Whether it is funded, by the count").optional(),
    ),
    ("round_id", "position"),
)
MILESTONES = Dataset(
    "milestones",
    "ความคืบหน้าของโครงการ",
    "Milestones of funded projects",
    "รายงานความคืบหน้าของโครงการที่ได้รับงบประมาณ ตั้งแต่เริ่มจนเสร็จหรือยกเลิก",
    "What was reported of funded projects, until they were delivered or dropped.",
    (
        f.ID,
        f.ROUND,
        field("project_code", "text", "รหัสโครงการ", "Code of the project in its round"),
        field("state", "text", "สถานะ", "How the project stands", MILESTONE_STATES),
        field("percent_spent", "integer", "ร้อยละของงบประมาณที่ใช้ไปแล้ว", "Part of its cost spent, in percent"),
        f.BODY,
        f.CREATED,
    ),
    ("id",),
)
URNS = Dataset(
    "urns",
    "หีบบัตรที่ปิดผนึกแล้ว",
    "Sealed ballot urns",
    "บัตรลงคะแนนทุกใบของรอบงบประมาณ ในรูปแบบ Pabulib (.pb) โดยไม่มีข้อมูลของผู้ลงคะแนน",
    "Every ballot of a budget round, as a Pabulib file (.pb) that leads to no voter.",
    (),
    (),
)
"""Described like a table, but published as one file per round."""
