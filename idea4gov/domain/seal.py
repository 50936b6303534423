"""SHA-256 digests of election files and outcomes."""

import hashlib
from collections.abc import Iterable, Iterator

from idea4gov.domain.tally.areas import AreaOutcome, RoundOutcome
from idea4gov.domain.tally.rules import Method


def digest_lines(lines: Iterable[str]) -> str:
    """SHA-256, in hex, of canonical `.pb` lines in UTF-8. lines: from `write_lines`; one is held at a time.

    It is what `sha256sum` prints for the exported file.
    """
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def digest_outcome(outcome: RoundOutcome) -> str:
    """SHA-256, in hex, of an outcome: its rule, seed and budgets, and every decision with its numbers."""
    return digest_lines(line for part in outcome.parts for line in _outcome_lines(part))


def _outcome_lines(part: AreaOutcome) -> Iterator[str]:
    outcome, rule = part.outcome, part.outcome.rule
    if part.area.code:
        yield f"{part.area.code!r}\n"
    yield f"{rule.method};{rule.stop};{rule.minimum_score};{outcome.seed!r};{outcome.budget}\n"
    if rule.method is not Method.GREEDY:
        yield f"{rule.completion};{rule.fill};{rule.comparison};{outcome.voter_budget};{outcome.fell_back}\n"
    for step in outcome.decisions:
        yield f"{step.project_id!r};{step.cost};{step.votes};{step.score};{step.fate};{step.spent_after}\n"
        if step.share is not None:
            share = step.share
            yield f"{share.price};{share.payers};{share.partial};{share.money}\n"
