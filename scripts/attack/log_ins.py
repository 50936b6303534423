"""Programs that guess passwords: at one account, and at many."""

import itertools
import re
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from multiprocessing.synchronize import Event
from threading import Thread
from urllib.parse import urlencode

from scripts.attack.attack import Attack, Target

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
Emails = Callable[[], Iterator[str]]


def one_account() -> Iterator[str]:
    """The same account again and again."""
    return itertools.repeat("citizen@example.org")


def many_accounts() -> Iterator[str]:
    """Another address each time; nobody has it."""
    return (f"citizen{number}@example.org" for number in itertools.count())


def guessing(emails: Emails, clients: int) -> Callable[[Target, Event], None]:
    """So many clients, each in a network of its own, that guess without end."""

    def run(target: Target, over: Event) -> None:
        threads = [
            Thread(target=_guess, args=(target, over, emails(), f"198.51.100.{number}"))
            for number in range(clients)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    return run


def _guess(target: Target, over: Event, emails: Iterator[str], address: str) -> None:
    headers = {"Accept": "text/html,*/*", "X-Forwarded-For": address}
    link = HTTPConnection(target.host, target.port, timeout=10)
    token = ""
    for email in emails:
        if over.is_set():
            break
        try:
            if not token:
                token = _take_token(link, headers)
            form = urlencode({"csrf_token": token, "email": email, "password": "wrong every time"})
            sent = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
            link.request("POST", "/log-in", form, sent)
            link.getresponse().read()
        except (OSError, HTTPException):
            link.close()
            token = ""
    link.close()


def _take_token(link: HTTPConnection, headers: dict[str, str]) -> str:
    """The token of a fresh form; its cookie is put into the headers."""
    link.request("GET", "/log-in", headers={key: headers[key] for key in headers if key != "Cookie"})
    answer = link.getresponse()
    page = answer.read().decode()
    headers["Cookie"] = "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", []))
    found = TOKEN.search(page)
    return found[1] if found else ""


ATTACKS = [
    Attack("guesses, one account", "wrong passwords for one account", 20, guessing(one_account, 20)),
    Attack("guesses, all accounts", "wrong passwords for other addresses", 20, guessing(many_accounts, 20)),
]
