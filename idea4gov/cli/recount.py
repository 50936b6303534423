"""Recount published elections, and write the verdicts as text, with the standard library alone.

`verify.pyz`, which the result pages offer for download, runs this file.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from idea4gov.domain import seal
from idea4gov.domain.pabulib.amounts import decimal_text
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.rows import decoded_lines
from idea4gov.domain.printing import printable, table
from idea4gov.domain.rounds import log_files
from idea4gov.domain.tally.areas import AreaOutcome
from idea4gov.domain.tally.election import Exact
from idea4gov.domain.tally.outcome import Decision, Fate
from idea4gov.domain.verify import Answer, Difference, Verdict, verify_lines

YES, NO, INVALID, UNKNOWN = 0, 1, 2, 3
ABOUT = "Recount Pabulib .pb files and compare the results that they state."
EXIT_CODES = """Exit code, the worst of all files (1, then 2, then 3, then 0):
  0  the result follows from the ballots
  1  it does not: the projects that differ are printed
  2  not a valid .pb file: the line and the reason are printed
  3  this cannot be checked: the rule is not known here, or the file
     states no result"""
EXCLUSIVE = (
    "Fund at most one of the projects A and B. For files that say so only in their description. "
    "Can be repeated."
)
LOG_OPTIONS = {
    "log": "Check the log of an urn too: the file of its lines, as its page offers it.",
    "heads": "The file of its heads (log.json).",
    "since": "An older log.json that you kept: whether the log only grew since.",
    "leaf": "A line number of a receipt: whether it is in the log.",
}
_WORST_FIRST = (NO, INVALID, UNKNOWN, YES)
_CODES = {
    Answer.MATCHES: YES,
    Answer.DIFFERS: NO,
    Answer.UNKNOWN_RULE: UNKNOWN,
    Answer.NOTHING_TO_COMPARE: UNKNOWN,
}
_WORDS = {
    Answer.MATCHES: "matches",
    Answer.DIFFERS: "differs",
    Answer.UNKNOWN_RULE: "unknown rule",
    Answer.NOTHING_TO_COMPARE: "states no result",
}
_FATES = {
    Fate.FUNDED: "is funded",
    Fate.FILLED: "is funded with what was left",
    Fate.DOES_NOT_FIT: "does not fit the money left",
    Fate.AFTER_STOP: "comes after the first project that does not fit",
    Fate.BELOW_MINIMUM: "is below the minimum",
    Fate.EXCLUDED: "cannot be funded beside another one",
    Fate.LACKS_SUPPORT: "cannot be paid for by its supporters",
    Fate.OVER_BUDGET: "costs more than the whole budget",
    Fate.NO_VOTES: "has no votes",
}
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The verdict on a file.

    verdict: None when the file cannot be read or is not valid. error: why, or "".
    """

    path: Path
    verdict: Verdict | None
    error: str = ""

    @property
    def code(self) -> int:
        """The exit code for this file alone."""
        return _CODES[self.verdict.answer] if self.verdict else INVALID


def read_pair(text: str) -> tuple[str, str]:
    """Two ids of projects from a text "A,B". Raises ValueError."""
    first, second = (part.strip() for part in text.split(","))
    return first, second


def recount(paths: Sequence[Path], exclusive: Pairs = ()) -> tuple[list[str], int]:
    """Recount files. Returns (lines to print, exit code).

    exclusive: pairs of ids of projects, of which at most one is funded, as in verify_lines.
    """
    found = [_verdict(path, exclusive) for path in paths]
    lines = _single(found[0]) if len(found) == 1 else _table(found)
    code = worst(*(one.code for one in found))
    return [printable(line) for line in lines], code


def worst(*codes: int) -> int:
    """The worst of some exit codes."""
    return min(codes, key=_WORST_FIRST.index)


def main(words: Sequence[str] | None = None) -> int:
    """Run `verify.pyz`. words: its arguments; None for those of the process. Returns the exit code."""
    parser = argparse.ArgumentParser(
        description=ABOUT, epilog=EXIT_CODES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path)
    for name, meaning in LOG_OPTIONS.items():
        parser.add_argument(f"--{name}", metavar="HEX" if name == "leaf" else "FILE", help=meaning)
    parser.add_argument(
        "--exclusive", metavar="A,B", action="append", default=[], type=read_pair, help=EXCLUSIVE
    )
    found = parser.parse_args(words)
    if not found.files and not found.log:
        parser.error("name a .pb file, or a log")
    lines, code = recount(found.files, found.exclusive) if found.files else ([], YES)
    if found.log:
        more, worse = check_log(found.log, found.heads, since=found.since, leaf=found.leaf, files=found.files)
        lines, code = [*lines, *more], worst(code, worse)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


def check_log(
    log: str, heads: str | None, *, since: str | None, leaf: str | None, files: Sequence[Path] = ()
) -> tuple[list[str], int]:
    """Check the log of an urn. Returns (lines to print, exit code). files: one `.pb` file, or none."""
    try:
        now = log_files.read_heads(Path(heads or "log.json").read_text("utf-8"))
        earlier = log_files.read_heads(Path(since).read_text("utf-8")) if since else None
        counted = _verdict(files[0], ()).verdict if len(files) == 1 else None
        with Path(log).open(encoding="utf-8") as lines:
            problems = list(
                log_files.find_problems(
                    lines,
                    now,
                    earlier=earlier,
                    leaf=leaf.strip().lower() if leaf else None,
                    ballot_count=counted.ballot_count if counted and now.urn else None,
                )
            )
    except OSError as error:
        return [f"{log}: the log cannot be read: {error.strerror}."], INVALID
    except ValueError as error:
        return [f"{log}: {error}."], INVALID
    newest = now.heads[-1] if now.heads else None
    if newest is None:
        return [f"{log}: no head is published yet."], UNKNOWN
    if problems:
        return [f"{log}: {printable(one)}." for one in problems], NO
    said = f"{log}: {newest.size:,} leaves give all {len(now.heads):,} heads and {newest.ballots:,} ballots."
    inside = [f"{log}: the leaf is inside."] if leaf else []
    return [said, *inside, f"Newest root, of {newest.at}: {newest.root}"], YES


def _verdict(path: Path, exclusive: Pairs) -> FileVerdict:
    try:
        with path.open("rb") as stream:
            return FileVerdict(path, verify_lines(decoded_lines(stream), exclusive=exclusive))
    except BadPabulib as error:
        return FileVerdict(path, None, str(error))
    except OSError as error:
        return FileVerdict(path, None, f"The file cannot be read: {error.strerror}.")


def _single(one: FileVerdict) -> Iterator[str]:
    verdict = one.verdict
    if verdict is None:
        yield f"{one.path}: not a valid .pb file. {one.error}"
        return
    yield f"{one.path}: {_sentence(verdict)}"
    yield f"Rule {verdict.rule or 'not stated'}, {verdict.vote_type} ballots: {verdict.ballot_count:,}"
    yield from _differences(verdict)
    if verdict.outcome:
        for part in verdict.outcome.parts:
            yield from _outcome(part)
    yield from _miscounts(verdict)
    yield f"SHA-256 of the canonical text: {verdict.digest}"
    if verdict.sealed != verdict.digest:
        yield f"SHA-256 of its sealed part:    {verdict.sealed}"
    if verdict.outcome:
        yield f"SHA-256 of the outcome:        {seal.digest_outcome(verdict.outcome)}"


def _sentence(verdict: Verdict) -> str:
    if not verdict.is_sealed:
        return (
            "the ballots or projects are not those that were sealed: the digest that the file states differs."
        )
    if not verdict.is_drawn:
        return "the seed of the lots is not the SHA-256 of the public draw that the file states."
    differs = (
        f"the stated result differs from the count in {_projects(len(verdict.differences))}. {verdict.why}"
    )
    return {
        Answer.MATCHES: "the stated result follows from the ballots.",
        Answer.DIFFERS: differs.rstrip(),
        Answer.UNKNOWN_RULE: f"the result cannot be checked. {verdict.why}",
        Answer.NOTHING_TO_COMPARE: "the file states no result to compare with; its ballots give this.",
    }[verdict.answer]


def _outcome(part: AreaOutcome) -> Iterator[str]:
    outcome = part.outcome
    where = f" in {part.area.name}" if part.area.code else ""
    unit = outcome.unit
    yield (
        f"Counted{where}: {_projects(len(outcome.winners))} funded, "
        f"{_exact(outcome.spent, unit)} of {_exact(outcome.budget, unit)} spent"
    )
    if outcome.voter_budget is not None:
        yield f"Every voter could spend {_amount(outcome.voter_budget / unit)}"
    if outcome.fell_back:
        yield "More voters have more projects of theirs in the greedy outcome: the rule takes that one"
    for step in outcome.decisions:
        if step.fate.is_funded:
            cost = _exact(step.cost, unit)
            yield f"  {step.project_id}: score {_exact(step.score)}, cost {cost}{_paid(step, unit)}"
    settled = "taken in file order" if outcome.seed is None else "taken by lower cost, then by lot"
    for tie in outcome.ties:
        weight = "it decides who is funded" if tie.decides else "it decides nothing"
        yield f"Tie at score {_exact(tie.score)}, {weight}; {settled}: {', '.join(tie.project_ids)}"


def _paid(step: Decision, unit: int) -> str:
    if step.fate is Fate.FILLED:
        return ", paid from what was left"
    if step.share is None or step.share.price is None:
        return ""
    rest = f", {step.share.partial:,} what they had left" if step.share.partial else ""
    return f"; {step.share.payers:,} supporters paid {_amount(step.share.price / unit)} each{rest}"


def _amount(amount: Fraction) -> str:
    return f"{amount.numerator:,}" if amount.denominator == 1 else f"{float(amount):,.2f}"


def _exact(number: Exact, unit: int = 1) -> str:
    """A number of a file with all its decimals. unit: into how many parts what it counts is divided."""
    whole, point, decimals = decimal_text(Fraction(number) / unit).removeprefix("-").partition(".")
    sign = "-" if number < 0 else ""
    return f"{sign}{int(whole):,}{point}{decimals.ljust(2, '0') if point else ''}"


def _differences(verdict: Verdict) -> Iterator[str]:
    steps = {step.project_id: step for step in verdict.outcome.decisions} if verdict.outcome else {}
    for difference in verdict.differences:
        yield f"  {_difference(difference, steps[difference.project_id], verdict.unit)}"


def _difference(difference: Difference, step: Decision, unit: int) -> str:
    stated = "funded" if difference.stated_funded else "not funded"
    return (
        f"{step.project_id}: stated {stated}; counted, it {_FATES[step.fate]} "
        f"(score {_exact(step.score)}, cost {_exact(step.cost, unit)}, {_exact(step.left_before, unit)} left)"
    )


def _miscounts(verdict: Verdict) -> Iterator[str]:
    for wrong in verdict.miscounts:
        stated = f"{wrong.project_id} states {wrong.column} {wrong.stated}"
        yield f"Note: {stated}, its ballots give {_exact(wrong.counted)}"


def _projects(number: int) -> str:
    return f"{number:,} project" if number == 1 else f"{number:,} projects"


def _table(found: Iterable[FileVerdict]) -> Iterator[str]:
    rows = [("file", "rule", "ballots", "verdict", "winners"), *map(_row, found)]
    yield from table(rows, right=frozenset({2}))
    for one in found:
        yield from _below_table(one)


def _row(one: FileVerdict) -> tuple[str, str, str, str, str]:
    verdict = one.verdict
    if verdict is None:
        return one.path.name, "-", "-", "not valid", "-"
    winners = ", ".join(verdict.outcome.winners) if verdict.outcome else "-"
    return one.path.name, verdict.rule, f"{verdict.ballot_count:,}", _WORDS[verdict.answer], winners


def _below_table(one: FileVerdict) -> Iterator[str]:
    if one.verdict is None:
        yield f"{one.path}: not a valid .pb file. {one.error}"
    elif one.verdict.answer is Answer.DIFFERS:
        yield f"{one.path}: {_sentence(one.verdict)}"
        yield from _differences(one.verdict)


if __name__ == "__main__":
    sys.exit(main())
