"""What axe has to say about a page: its rules on the whole of it, and contrasts where they are new."""

from collections.abc import Iterator, Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
RUN = """async ([context, options]) =>
  (await axe.run(context, {resultTypes: ['violations'], ...options})).violations"""
# The place of an element is itself and all that it stands in, with what style sheets may ask for: texts in
# the same place have the same colours. Marks the first text of each place that is not `known`; tells these.
MARK_NEW = """(known) => {
  const personal = /^(id|href|for|name|value|src|action|title|alt|datetime|aria-(labelled|described)by)$/;
  const sign = (one) => one.tagName + [...one.attributes].filter((each) => !personal.test(each.name))
    .map((each) => `[${each.name}=${each.value}]`).sort().join('');
  const isRead = (one) => one.matches('input, select, textarea')
    || [...one.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
  const seen = new Set(known), places = new Map(), found = [];
  for (const one of document.querySelectorAll('*')) {
    const place = `${places.get(one.parentElement) ?? ''} ${sign(one)}`;
    places.set(one, place);
    if (!isRead(one) || seen.has(place)) continue;
    seen.add(place);
    found.push(place);
    one.setAttribute('data-new', '');
  }
  return found;
}"""


def violations(page: Page, rules: Sequence[str], seen: set[str]) -> Iterator[str]:
    """What breaks the rules, a sentence each. rules: names of rules, or tags.

    seen: places of texts whose contrast was looked at on an earlier page of the same look. Those of this page
    are added: contrasts take axe as long as all other rules together.
    """
    page.evaluate(AXE_SCRIPT)
    if list(rules) != [CONTRAST]:
        yield from _run(page, None, {"runOnly": list(rules), "rules": {CONTRAST: {"enabled": False}}})
    new = page.evaluate(MARK_NEW, sorted(seen))
    seen.update(new)
    if new:
        yield from _run(page, {"include": [["[data-new]"]]}, {"runOnly": [CONTRAST]})


def _run(page: Page, context: dict[str, Any] | None, options: dict[str, Any]) -> Iterator[str]:
    for found in page.evaluate(RUN, [context or {"exclude": []}, options]):
        for node in found["nodes"]:
            yield f"{found['id']}: {node['target']} {node['failureSummary']}"
