"""Digests: one number that changes when anything in an election or its result does."""

import hashlib
from collections.abc import Iterable, Iterator

from idea4gov.domain.tally import AreaOutcome, Method, RoundOutcome


def digest_lines(lines: Iterable[str]) -> str:
    """SHA-256, as hex, of canonical `.pb` lines in UTF-8; holds one line at a time. lines: of `write_lines`.

    The same as `sha256sum` prints for the exported file.
    """
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def digest_outcome(outcome: RoundOutcome) -> str:
    """SHA-256, as hex, of everything that an outcome decides: two counts agree just when their digests do."""
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
