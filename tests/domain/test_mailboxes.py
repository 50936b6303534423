"""Which spellings of an address are one mailbox, and whose mailboxes wait before they vote."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.email import clean_email
from idea4gov.domain.mailboxes import (
    PROVIDERS,
    WAITING,
    NewMailbox,
    check_mailbox,
    is_throw_away,
    mailbox_of,
)
from idea4gov.outside.disposable_domains import disposable_domains
from tests.conftest import NOON

NAMES = st.from_regex(r"[a-z0-9]{1,12}([.][a-z0-9]{1,12}){0,3}", fullmatch=True)
TAGS = st.from_regex(r"[a-z0-9.]{0,8}[a-z0-9]", fullmatch=True)
DOMAINS = st.sampled_from([*PROVIDERS, "example.com", "saensuk.go.th"])


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("Som.Jai+voting@GoogleMail.com", "somjai@gmail.com"),
        ("s.o.m.j.a.i@gmail.com", "somjai@gmail.com"),
        ("som.jai+2@outlook.com", "som.jai@outlook.com"),
        ("som_jai.x-y@pm.me", "somjaixy@proton.me"),
        ("somjai-market@yahoo.co.th", "somjai@yahoo.co.th"),
        ("somjai+a@mac.com", "somjai@icloud.com"),
        ("som.jai@ya.ru", "som-jai@yandex.com"),
        ("som.jai+x@saensuk.go.th", "som.jai@saensuk.go.th"),
        ("som-jai@saensuk.go.th", "som-jai@saensuk.go.th"),
        ("+@example.com", "+@example.com"),
        ("market@somjai.fastmail.com", "somjai@fastmail.com"),
        ("somjai+x@fastmail.fm", "somjai@fastmail.fm"),
    ],
)
def test_spellings_that_a_provider_ignores_are_one_mailbox(typed: str, mailbox: str) -> None:
    assert mailbox_of(clean_email(typed)) == mailbox


@given(NAMES, TAGS, DOMAINS)
def test_a_tag_behind_a_plus_sign_makes_no_other_mailbox(name: str, tag: str, domain: str) -> None:
    assert mailbox_of(f"{name}+{tag}@{domain}") == mailbox_of(f"{name}@{domain}")


@given(NAMES, DOMAINS)
def test_a_mailbox_is_an_address_and_its_own_mailbox(name: str, domain: str) -> None:
    mailbox = mailbox_of(f"{name}@{domain}")
    assert mailbox_of(mailbox) == mailbox == clean_email(mailbox)


@given(NAMES, NAMES)
def test_dots_tell_mailboxes_apart_where_the_provider_reads_them(one: str, other: str) -> None:
    same = mailbox_of(f"{one}@example.com") == mailbox_of(f"{other}@example.com")
    assert same == (one == other)


@pytest.mark.parametrize(
    ("address", "throw_away"),
    [
        ("a@mailinator.com", True),
        ("a@team.mailinator.com", True),
        ("a@mailinator.com.example.org", False),
        ("a@gmail.com", False),
        ("a@com", False),
    ],
)
def test_throw_away_addresses_are_known_by_their_domain(address: str, throw_away: bool) -> None:
    assert is_throw_away(address, disposable_domains()) == throw_away


@pytest.mark.parametrize(
    "domain",
    [*PROVIDERS, "fastmail.com", "hotmail.com", "outlook.com", "outlook.co.th", "live.com", "ku.th",
     "chula.ac.th", "cmu.ac.th", "saensukcity.go.th", "duck.com", "example.org", "truemail.co.th"],
)  # fmt: skip
def test_mailboxes_that_people_keep_are_no_throw_away_ones(domain: str) -> None:
    assert not is_throw_away(f"a@{domain}", disposable_domains())


def test_the_list_is_bounded_and_has_domains_alone() -> None:
    domains = disposable_domains()
    assert 5_000 < len(domains) < 50_000
    assert all("." in one and one == one.strip().lower() for one in domains)


def test_only_throw_away_addresses_wait_and_only_a_week_from_their_confirmation() -> None:
    def check(address: str, since: datetime | None, now: datetime) -> None:
        check_mailbox(address, domains={"yopmail.com"}, since=since, language="th", now=now)

    check("a@gmail.com", NOON, NOON)
    check("a@yopmail.com", NOON, NOON + WAITING)
    for since in (NOON, None):
        with pytest.raises(NewMailbox):
            check("a@yopmail.com", since, NOON)
    with pytest.raises(NewMailbox) as refused:
        check("a@yopmail.com", NOON, NOON + WAITING - timedelta(seconds=1))
    assert refused.value.data == {"moment": "30 พ.ย. 2569 12.00 น."}
