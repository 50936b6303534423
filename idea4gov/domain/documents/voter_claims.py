"""What an official document says of how voters were checked: no more than the doors of the round prove."""

from collections.abc import Iterable
from typing import Final

from idea4gov.domain.identity.doors import PROOFS, Door, in_order

CLAIMS: Final[dict[Door, str]] = {
    "thaid": "ThaID: กรมการปกครองยืนยันตัวบุคคล ที่อยู่ตามทะเบียนบ้าน และปีเกิด",
    "counter": "จุดลงทะเบียน: เจ้าหน้าที่ตรวจบัตรประจำตัวประชาชนและค้นชื่อในทะเบียนบ้าน",
    "list": "บัญชีผู้มีสิทธิ: กรอกเลขประจำตัวหรือชื่อที่มีในบัญชีของหน่วยงาน ไม่ได้ตรวจว่าเป็นของผู้กรอกเอง",
    "code": "รหัสจากจดหมาย: ส่งรหัสไปถึงบ้าน ไม่ได้ตรวจว่าผู้ใดเป็นผู้เปิดจดหมาย",
    "email": "อีเมล: ยืนยันด้วยอีเมลเท่านั้น ไม่ได้ตรวจตัวบุคคล ที่อยู่และปีเกิดเป็นการแจ้งเอง",
}
"""{door: what was checked of who came through it}"""
ONCE: Final[dict[Door, str]] = {
    "list": "ชื่อหนึ่งชื่อในบัญชีลงคะแนนได้หนึ่งครั้ง",
    "code": "รหัสหนึ่งรหัสใช้ได้ครั้งเดียว",
    "email": "กล่องจดหมายอีเมลหนึ่งกล่องลงคะแนนได้หนึ่งครั้ง",
}
"""{door that proves no person: what votes once there}"""


def claims_of(doors: Iterable[str]) -> list[str]:
    """What was checked of the voters, a sentence for each door, the strongest first. doors: of a round."""
    return [CLAIMS[door] for door in in_order(doors)]


def voters_checked(doors: Iterable[str]) -> list[str]:
    """The claims as paragraphs, under words that say what they are; [] where no door is known."""
    claims = claims_of(doors)
    return ["การตรวจผู้ลงคะแนนของรอบนี้ แยกตามช่องทาง มีเพียงดังนี้", *claims] if claims else []


def once_of(doors: Iterable[str]) -> str:
    """What votes once: a person where the doors prove persons, else what they know in the place of one."""
    known = in_order(doors)
    proven = ["ผู้มีสิทธิหนึ่งคนลงคะแนนได้หนึ่งครั้ง"] if any(PROOFS[door].is_person for door in known) else []
    return " ".join([*proven, *(ONCE[door] for door in known if door in ONCE)])
