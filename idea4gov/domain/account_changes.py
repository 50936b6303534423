"""What the owner of an account is told by mail, so that a stranger's doing does not stay unseen."""

from datetime import datetime
from typing import Literal, NamedTuple

from idea4gov.domain.days import day_in_words
from idea4gov.domain.permissions import Role
from idea4gov.domain.thai import BANGKOK

Change = Literal["new_password", "new_token", "role_granted", "role_revoked"]


class InWords(NamedTuple):
    """The same in both languages of mails."""

    th: str
    en: str

    def of(self, language: str) -> str:
        """The words in `language` ("th" or "en")."""
        return self.th if language == "th" else self.en


CHANGES: dict[Change, InWords] = {
    "new_password": InWords("ตั้งรหัสผ่านใหม่", "A new password was set"),
    "new_token": InWords("สร้างโทเคนใหม่สำหรับระบบ", "A new token for a system was made"),
    "role_granted": InWords("คุณได้รับหน้าที่ใหม่", "You were given a role"),
    "role_revoked": InWords("ยกเลิกหน้าที่ของคุณ", "A role was taken from you"),
}
ROLE_NAMES: dict[Role, InWords] = {
    "moderator": InWords("ผู้ดูแลกระดาน", "Moderator"),
    "valuator": InWords("ผู้ประเมินข้อเสนอ", "Valuator"),
    "admin": InWords("ผู้ดูแลระบบ", "Administrator"),
    "auditor": InWords("ผู้ตรวจสอบ", "Auditor"),
}
WHOLE_COUNTRY = InWords("ทั้งประเทศ", "whole country")


def moment_in_words(moment: datetime, language: str) -> str:
    """Day and time in Thailand."""
    here = moment.astimezone(BANGKOK)
    day = day_in_words(here.date(), language)
    return f"{day} {here:%H:%M} น." if language == "th" else f"{day}, {here:%H:%M} (Thailand)"
