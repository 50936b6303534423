"""Which events of the security log are alarming, and what the people on duty are told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from idea4gov.domain.security_log import Event, Result, SecurityEvent


class Says(NamedTuple):
    """The sentence of an alarm in both languages; {times} and {who} are filled in."""

    th: str
    en: str


@dataclass(frozen=True)
class Alarm:
    """A rule: at least `times` such events within `window`. by: counted for all together, or for each one."""

    event: Event
    results: tuple[Result, ...]
    times: int
    window: timedelta
    says: Says
    by: Literal["all", "account", "network"] = "all"


MINUTES_5, HOUR = timedelta(minutes=5), timedelta(hours=1)
ALARMS = {
    "log-ins-fail": Alarm(
        "log-in",
        ("failed", "locked-out"),
        50,
        MINUTES_5,
        Says(
            "มีการเข้าสู่ระบบไม่สำเร็จ {times} ครั้งภายใน 5 นาที อาจมีผู้กำลังเดารหัสผ่าน",
            "{times} log-ins failed within 5 minutes. Somebody may be guessing passwords.",
        ),
    ),
    "one-network-guesses": Alarm(
        "log-in",
        ("failed", "locked-out"),
        20,
        MINUTES_5,
        Says(
            "เครือข่ายเดียวเข้าสู่ระบบไม่สำเร็จ {times} ครั้งภายใน 5 นาที (เครือข่าย {who})",
            "One network failed to log in {times} times within 5 minutes (network {who}).",
        ),
        by="network",
    ),
    "second-factor-fails": Alarm(
        "second-factor",
        ("failed", "locked-out"),
        5,
        MINUTES_5,
        Says(
            "บัญชีหมายเลข {who} ใส่รหัสผ่านถูก แต่ยืนยันตัวขั้นที่สองไม่ผ่าน {times} ครั้งภายใน 5 นาที รหัสผ่านอาจรั่วแล้ว",
            "Account {who} gave the right password, and failed the second factor {times} times within 5 "
            "minutes. Its password may be known to somebody else.",
        ),
        by="account",
    ),
    "tokens-refused": Alarm(
        "refused-token",
        ("refused",),
        50,
        MINUTES_5,
        Says(
            "มีผู้ใช้โทเคน API ที่ใช้ไม่ได้ {times} ครั้งภายใน 5 นาที",
            "API tokens that are not valid were used {times} times within 5 minutes.",
        ),
    ),
    "pages-refused": Alarm(
        "refused-page",
        ("refused",),
        20,
        MINUTES_5,
        Says(
            "บัญชีหมายเลข {who} พยายามเปิดหน้าที่ไม่มีสิทธิ์ {times} ครั้งภายใน 5 นาที",
            "Account {who} asked {times} times within 5 minutes for pages that it may not see.",
        ),
        by="account",
    ),
    "rolls-read": Alarm(
        "read-roll",
        ("done",),
        100,
        HOUR,
        Says(
            "บัญชีหมายเลข {who} เปิดดูทะเบียนผู้ใช้สิทธิ {times} ครั้งภายใน 1 ชั่วโมง",
            "Account {who} read rolls of voters {times} times within an hour.",
        ),
        by="account",
    ),
    "reports-read": Alarm(
        "read-reports",
        ("done",),
        300,
        HOUR,
        Says(
            "บัญชีหมายเลข {who} เปิดดูเรื่องที่มีผู้แจ้งและคำอุทธรณ์ {times} ครั้งภายใน 1 ชั่วโมง",
            "Account {who} read reports and appeals {times} times within an hour.",
        ),
        by="account",
    ),
}
# How far back find_alarms() looks.
LONGEST_WINDOW = max(one.window for one in ALARMS.values())
# New devices of officials are alarming while the office sleeps: hours of Thai time, the second one excluded.
NIGHT = (22, 5)
THAI_TIME = timedelta(hours=7)
NIGHT_DEVICE = "new-device-at-night"
NIGHT_DEVICE_SAYS = Says(
    "บัญชีเจ้าหน้าที่หมายเลข {who} เข้าสู่ระบบจากเครื่องที่ไม่เคยใช้ ในเวลากลางคืน (22.00-05.00 น.)",
    "The official with account {who} logged in at night (22:00-05:00) from a device not used before.",
)


class Raised(NamedTuple):
    """An alarm that is due. who: the account or network digest that it is about, "" for all."""

    name: str
    times: int
    who: str

    def says(self, language: str) -> str:
        """The sentence for the people on duty. language: "th" or "en"."""
        says = ALARMS[self.name].says if self.name in ALARMS else NIGHT_DEVICE_SAYS
        return getattr(says, language).format(times=self.times, who=self.who)  # type: ignore[no-any-return]


def find_alarms(events: Iterable[SecurityEvent], *, now: datetime) -> list[Raised]:
    """The alarms that are due at `now`. events: at least those of the last LONGEST_WINDOW."""
    recent = [one for one in events if now - LONGEST_WINDOW < one.at <= now]
    raised = [
        Raised(name, times, who)
        for name, alarm in ALARMS.items()
        for who, times in sorted(_count(alarm, recent, now).items())
        if times >= alarm.times
    ]
    return raised + [Raised(NIGHT_DEVICE, 1, str(one.account)) for one in recent if _is_at_night(one)]


def _count(alarm: Alarm, events: list[SecurityEvent], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in events:
        if one.event == alarm.event and one.result in alarm.results and now - alarm.window < one.at:
            counts[_subject(alarm, one)] += 1 + one.repeated
    return counts


def _subject(alarm: Alarm, event: SecurityEvent) -> str:
    if alarm.by == "all":
        return ""
    return str(event.account or "") if alarm.by == "account" else event.network


def _is_at_night(event: SecurityEvent) -> bool:
    """Whether an official logged in from a new device in the NIGHT of Thailand."""
    is_official = event.event == "new-device" and bool(event.about.get("official"))
    return is_official and not NIGHT[1] <= (event.at + THAI_TIME).hour < NIGHT[0]
