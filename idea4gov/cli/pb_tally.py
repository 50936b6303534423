"""What `idea4gov pb tally` prints of a count, as text and as JSON."""

from collections.abc import Iterable, Iterator

from idea4gov.actions.rounds.imports import Recount
from idea4gov.domain.printing import printable, table
from idea4gov.domain.rounds.imports import currency_of
from idea4gov.domain.tally.outcome import Decision, Fate


def tally_text(count: Recount) -> Iterator[str]:
    """The outcome as lines of text: winners, money, ties and digests."""
    outcome, currency = count.outcome, currency_of(count.round.meta)
    yield f"Round {count.round.id}: {count.round.title}, {count.round.local_government_name_th}"
    yield f"Rule {count.round.rule}, {count.round.vote_type} ballots: {outcome.ballot_count:,}"
    yield from _winners(count)
    left = outcome.budget - outcome.spent
    yield (
        f"{len(outcome.winners):,} of {len(outcome.decisions):,} projects funded: {outcome.spent:,} of "
        f"{outcome.budget:,} {currency} spent, {left:,} left"
    )
    misfit = _first_misfit(outcome.decisions)
    if misfit:
        yield (
            f"First that did not fit: {misfit.project_id} (score {misfit.score:,}, cost {misfit.cost:,}, "
            f"{misfit.left_before:,} left)"
        )
    for tie in outcome.ties:
        weight = "it decides who is funded" if tie.decides else "it decides nothing"
        yield f"Tie at score {tie.score:,}, {weight}; taken in this order: {', '.join(tie.project_ids)}"
    yield f"SHA-256 of the .pb file: {count.round.digest}"
    yield f"SHA-256 of the outcome:  {count.digest}"


def _winners(count: Recount) -> Iterator[str]:
    titles = {card.code: card.title for card in count.projects}
    rows = [("project", "votes", "score", "cost", "title")]
    rows += [
        (
            printable(step.project_id),
            f"{step.votes:,}",
            f"{step.score:,}",
            f"{step.cost:,}",
            titles[step.project_id],
        )
        for step in count.outcome.decisions
        if step.fate.is_funded
    ]
    return table(rows, right=frozenset({1, 2, 3}))


def _first_misfit(steps: Iterable[Decision]) -> Decision | None:
    return next((step for step in steps if step.fate is Fate.DOES_NOT_FIT), None)


def tally_json(count: Recount) -> dict[str, object]:
    """The outcome as values of JSON. Prices of projects are exact fractions, as text."""
    outcome = count.outcome
    titles = {card.code: card.title for card in count.projects}
    misfit = _first_misfit(outcome.decisions)
    return {
        "round": count.round.id,
        "title": count.round.title,
        "local_government": count.round.local_government_code,
        "rule": count.round.rule,
        "vote_type": count.round.vote_type,
        "ballots": outcome.ballot_count,
        "currency": currency_of(count.round.meta),
        "budget": outcome.budget,
        "spent": outcome.spent,
        "projects": [
            {
                "id": step.project_id,
                "area": part.area.code,
                "title": titles[step.project_id],
                "votes": step.votes,
                "score": step.score,
                "cost": step.cost,
                "fate": step.fate.value,
                "price": str(step.share.price) if step.share and step.share.price is not None else None,
            }
            for part in outcome.parts
            for step in part.outcome.decisions
        ],
        "winners": list(outcome.winners),
        "first_misfit": misfit.project_id if misfit else None,
        "ties": [
            {"score": tie.score, "projects": list(tie.project_ids), "decides": tie.decides}
            for tie in outcome.ties
        ],
        "digest": count.round.digest,
        "outcome_digest": count.digest,
    }
