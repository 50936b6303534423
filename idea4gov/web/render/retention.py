"""The rules of retention as pages print them, in the reader's language."""

from collections.abc import Collection
from typing import NamedTuple

from idea4gov.domain.retention import BY, Kind, Rule, days_kept
from idea4gov.store.retention import list_rules
from idea4gov.web.http.locale import gettext, ngettext
from idea4gov.web.http.services import services


class RetentionRow(NamedTuple):
    """What is kept, why, until when, and who deletes it."""

    kind: Kind
    what: str
    why: str
    ends: str
    by: str


def retention_rows(kinds: Collection[Kind] | None = None) -> list[RetentionRow]:
    """The rules of what this installation keeps, in the order of the table. kinds: only these."""
    return [
        RetentionRow(
            kind=kind,
            what=gettext(rule.what),
            why=gettext(rule.why),
            ends=_ends(rule),
            by=gettext(BY[rule.by]),
        )
        for kind, rule in list_rules().items()
        if (kinds is None or kind in kinds) and (kind != "traffic" or services().config.keeps_traffic)
    ]


def _ends(rule: Rule) -> str:
    days = days_kept(rule, services().config)
    if days is None:
        return gettext(rule.ends)
    return gettext(rule.ends, time=ngettext("%(num)s day", "%(num)s days", days))
