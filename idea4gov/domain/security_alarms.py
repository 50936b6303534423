"""Which events of the security log are alarming, and what the people on duty are told."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from idea4gov.domain.security_log import EVENTS, Event, Result, SecurityEvent
from idea4gov.domain.thai import BANGKOK


class Says(NamedTuple):
    """The sentence of an alarm in both languages; {times} and {who} are filled in."""

    th: str
    en: str


@dataclass(frozen=True)
class Alarm:
    """A rule: at least `times` such events within `window`. by: counted for all together, or for each one.

    at_night: it is about officials, while the office sleeps.
    """

    event: Event
    results: tuple[Result, ...]
    times: int
    window: timedelta
    says: Says
    by: Literal["all", "account", "network"] = "all"
    at_night: bool = False


MINUTES_5, HOUR = timedelta(minutes=5), timedelta(hours=1)
ALARMS = {
    "log-ins-fail": Alarm(
        "log-in",
        ("failed", "locked-out"),
        50,
        MINUTES_5,
        Says(
            "มีการเข้าสู่ระบบไม่สำเร็จ {times} ครั้งในเวลาสั้น ๆ อาจมีผู้กำลังเดารหัสผ่าน",
            "{times} log-ins failed in a short time. Somebody may be guessing passwords.",
        ),
    ),
    "one-network-guesses": Alarm(
        "log-in",
        ("failed", "locked-out"),
        20,
        MINUTES_5,
        Says(
            "เครือข่ายเดียวเข้าสู่ระบบไม่สำเร็จ {times} ครั้งในเวลาสั้น ๆ (เครือข่าย {who})",
            "One network failed to log in {times} times in a short time (network {who}).",
        ),
        by="network",
    ),
    "second-factor-fails": Alarm(
        "second-factor",
        ("failed", "locked-out"),
        5,
        MINUTES_5,
        Says(
            "บัญชีหมายเลข {who} ใส่รหัสผ่านถูก แต่ยืนยันตัวขั้นที่สองไม่ผ่าน {times} ครั้งในเวลาสั้น ๆ รหัสผ่านอาจรั่วแล้ว",
            "Account {who} gave the right password, and failed the second factor {times} times in a "
            "short time. Its password may be known to somebody else.",
        ),
        by="account",
    ),
    "tokens-refused": Alarm(
        "refused-token",
        ("refused",),
        50,
        MINUTES_5,
        Says(
            "มีผู้ใช้โทเคน API ที่ใช้ไม่ได้ {times} ครั้งในเวลาสั้น ๆ",
            "API tokens that are not valid were used {times} times in a short time.",
        ),
    ),
    "pages-refused": Alarm(
        "refused-page",
        ("refused",),
        20,
        MINUTES_5,
        Says(
            "บัญชีหมายเลข {who} พยายามเปิดหน้าที่ไม่มีสิทธิ์ {times} ครั้งในเวลาสั้น ๆ",
            "Account {who} asked {times} times in a short time for pages that it may not see.",
        ),
        by="account",
    ),
    "rolls-read": Alarm(
        "read-roll",
        ("done",),
        100,
        HOUR,
        Says(
            "บัญชีหมายเลข {who} เปิดดูทะเบียนผู้ใช้สิทธิ {times} ครั้งในเวลาสั้น ๆ",
            "Account {who} read rolls of voters {times} times in a short time.",
        ),
        by="account",
    ),
    "reports-read": Alarm(
        "read-reports",
        ("done",),
        300,
        HOUR,
        Says(
            "บัญชีหมายเลข {who} เปิดดูเรื่องที่มีผู้แจ้งและคำอุทธรณ์ {times} ครั้งในเวลาสั้น ๆ",
            "Account {who} read reports and appeals {times} times in a short time.",
        ),
        by="account",
    ),
    "new-device-at-night": Alarm(
        "new-device",
        ("done",),
        1,
        MINUTES_5,
        Says(
            "บัญชีเจ้าหน้าที่หมายเลข {who} เข้าสู่ระบบจากเครื่องที่ไม่เคยใช้ ในเวลากลางคืน (22.00-05.00 น.)",
            "The official with account {who} logged in at night (22:00-05:00) from a device not used before.",
        ),
        by="account",
        at_night=True,
    ),
    "new-password-at-night": Alarm(
        "new-password",
        ("done",),
        1,
        MINUTES_5,
        Says(
            "บัญชีเจ้าหน้าที่หมายเลข {who} ตั้งรหัสผ่านใหม่ในเวลากลางคืน (22.00-05.00 น.) อาจมีคนอื่นเปิดอีเมลของเจ้าของบัญชีได้",
            "The official with account {who} chose a new password at night (22:00-05:00). Somebody else may "
            "be able to open the owner's mailbox.",
        ),
        by="account",
        at_night=True,
    ),
}
LOG_SILENT = "log-not-written"
LOG_SILENT_SAYS = Says(
    "เขียนบันทึกความปลอดภัยไม่ได้ อาจเพราะดิสก์เต็มหรือไม่มีสิทธิ์เขียนโฟลเดอร์ ระหว่างนี้จะไม่รู้ว่าใครทำอะไร",
    "The security log cannot be written: the disk is full, or its folder may not be written. Until then "
    "nobody can tell who did what.",
)
# How far back an alarm looks.
LONGEST_WINDOW = max(one.window for one in ALARMS.values())
_RULES = {event: [(name, one) for name, one in ALARMS.items() if one.event == event] for event in EVENTS}
# When the office sleeps: hours of Thai time, the second one excluded.
NIGHT = (22, 5)
# Of episodes, and of those who are counted at a time; whoever attacks from more networks is told of by the
# alarms that count all together.
MOST_EPISODES, MOST_COUNTED = 5_000, 20_000


@dataclass
class Episode:
    """What an alarm is about. name: of the alarm, or LOG_SILENT.

    who: the number of an account, the digest of a network, or "" for all.
    since, until: the first and the last event so far. times: how many there were.
    """

    name: str
    who: str
    since: datetime
    until: datetime
    times: int

    @property
    def key(self) -> tuple[str, str]:
        """What an alarm is told once an hour of."""
        return self.name, self.who

    @property
    def is_of_account(self) -> bool:
        """Whether `who` is the number of an account."""
        return self.name in ALARMS and ALARMS[self.name].by == "account" and self.who.isdecimal()

    def says(self, language: str, names: Mapping[str, str] | None = None) -> str:
        """The sentence for the people on duty. language: "th" or "en". names: of accounts by number."""
        says = ALARMS[self.name].says if self.name in ALARMS else LOG_SILENT_SAYS
        name = (names or {}).get(self.who, "")
        who = f"{self.who} ({name})" if name else self.who
        return getattr(says, language).format(times=self.times, who=who)  # type: ignore[no-any-return]


class _Seen(NamedTuple):
    at: datetime
    times: int


@dataclass
class AlarmWatch:
    """Counts events as they come, in the order of their times. episodes: the alarms that they raise.

    Its memory is bounded, whatever comes.
    """

    episodes: list[Episode] = field(default_factory=list)
    _recent: dict[tuple[str, str], deque[_Seen]] = field(default_factory=dict)
    _open: dict[tuple[str, str], Episode] = field(default_factory=dict)
    _swept_at: datetime | None = None

    def see(self, event: SecurityEvent) -> None:
        """Count an event for each alarm that it is of."""
        for name, alarm in _RULES.get(event.event, ()):
            if event.result in alarm.results and (not alarm.at_night or _is_at_night(event)):
                self._count(name, alarm, event)
        if self._swept_at is None or event.at - self._swept_at > MINUTES_5:
            self._sweep(event.at)

    def _count(self, name: str, alarm: Alarm, event: SecurityEvent) -> None:
        key, times = (name, _subject(alarm, event)), 1 + event.repeated
        episode = self._open.get(key)
        if episode is not None and event.at - episode.until < alarm.window:
            episode.times += times
            episode.until = event.at
            return
        if key not in self._recent and len(self._recent) >= MOST_COUNTED:
            return
        seen = self._recent.setdefault(key, deque())
        seen.append(_Seen(event.at, times))
        while seen[0].at <= event.at - alarm.window:
            seen.popleft()
        in_all = sum(one.times for one in seen)
        if in_all >= alarm.times and len(self.episodes) < MOST_EPISODES:
            self._open[key] = Episode(*key, since=seen[0].at, until=event.at, times=in_all)
            self.episodes.append(self._open[key])
            del self._recent[key]

    def _sweep(self, now: datetime) -> None:
        """Forget what is too old to count."""
        self._swept_at = now
        self._recent = {key: seen for key, seen in self._recent.items() if now - seen[-1].at < LONGEST_WINDOW}
        self._open = {key: one for key, one in self._open.items() if now - one.until < LONGEST_WINDOW}


def _subject(alarm: Alarm, event: SecurityEvent) -> str:
    if alarm.by == "all":
        return ""
    return str(event.account or "") if alarm.by == "account" else event.network


def _is_at_night(event: SecurityEvent) -> bool:
    """Whether it is about an official, in the NIGHT of Thailand."""
    return bool(event.about.get("official")) and not NIGHT[1] <= event.at.astimezone(BANGKOK).hour < NIGHT[0]
