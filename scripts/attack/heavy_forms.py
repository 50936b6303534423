"""People who are logged in and send what takes long to read: photos, and a sheet of 500 rows."""

import itertools
import re
from collections.abc import Callable
from functools import cache
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from multiprocessing.synchronize import Event
from threading import Thread

from PIL import Image

from idea4gov.cli.demo import PASSWORD
from idea4gov.demo import load_content
from scripts.attack.attack import Attack, Target

HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')
# Of Saen Suk, where the first person of the demo is an official, and those behind the officials live.
BOARD, OFFICIALS = 2, 4
ROWS, PEOPLE = 500, 10
Files = list[tuple[str, str, bytes]]


class Person:
    """A browser with its cookies, in a network of its own."""

    def __init__(self, target: Target, number: int) -> None:
        self._target, self._cookies = target, dict[str, str]()
        self._address = f"198.51.100.{number}"

    def enter(self, email: str) -> None:
        """Log in."""
        self.send("/log-in", {"email": email, "password": PASSWORD})

    def send(self, path: str, fields: dict[str, str], files: Files | None = None) -> str:
        """Fill in the form of a page and send it. Returns where the answer leads to."""
        hidden = dict(HIDDEN.findall(self.ask("GET", path)[1]))
        head = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        body = "".join(head.format(*field) for field in {**hidden, **fields}.items()).encode()
        for field, name, content in files or []:
            start = f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
            body += start.encode() + content + b"\r\n"
        return self.ask("POST", path, body + b"--x--\r\n")[0]

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[str, str]:
        """Where an answer leads to, and its text."""
        link = HTTPConnection(self._target.host, self._target.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "X-Forwarded-For": self._address, "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "multipart/form-data; boundary=x"
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            link.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.headers.get("Location") or "", text


@cache
def large_photo() -> bytes:
    """A WebP of 16 million pixels: nothing takes longer to read."""
    file = BytesIO()
    Image.linear_gradient("L").resize((4_000, 4_000)).convert("RGB").save(file, "WEBP", method=0)
    return file.getvalue()


def send_photos(target: Target, over: Event, number: int) -> None:
    """Send four large photos again and again, each time with another proposal."""
    person = Person(target, number)
    person.enter(load_content().people[OFFICIALS + number - 2].email)
    photos = [("photos", f"{one}.webp", large_photo()) for one in range(4)]
    for turn in itertools.count():
        if over.is_set():
            return
        words = {"title": f"ไฟส่องทาง {number} {turn}", "body": "มืดมาก", "category": "other"}
        person.send(f"/boards/{BOARD}/proposals/new", words, photos)


def import_sheets(target: Target, over: Event, number: int) -> None:
    """Import sheets of 500 rows, one after the other."""
    person = Person(target, number)
    person.enter(load_content().people[0].email)
    person.ask("GET", "/attack/confirmed")
    for turn in itertools.count():
        if over.is_set():
            return
        rows = (f"ตั้งถังขยะจุดที่ {turn}-{row},{'ขยะล้นทุกวันหยุดยาว ' * 20}" for row in range(ROWS))
        sheet = "\n".join(("ข้อเสนอ,รายละเอียด", *rows)).encode()
        page = person.send(f"/desk/boards/{BOARD}/import", {}, [("sheet", "hall.csv", sheet)])
        person.send(page, {"heading": "1", "title": "0", "body": "1", "import": "1"})


def working(target: Target, over: Event) -> None:
    """One official imports while ten people send photos."""
    large_photo()
    acts: list[Callable[[Target, Event, int], None]] = [import_sheets, *[send_photos] * PEOPLE]
    threads = [
        Thread(target=_guarded, args=(act, target, over, number)) for number, act in enumerate(acts, 1)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _guarded(act: Callable[[Target, Event, int], None], target: Target, over: Event, number: int) -> None:
    try:
        act(target, over, number)
    except (OSError, HTTPException):
        # The attack is over, and the site has been told to stop.
        if not over.is_set():
            raise


ATTACKS = [
    Attack(
        "photos and sheets",
        "an official imports 500 rows after 500, ten people send four photos each",
        PEOPLE + 1,
        working,
    )
]
