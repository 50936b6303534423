"""`idea4gov verify`: recount published elections. Needs no database and no settings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from idea4gov.cli.printing import printable, table
from idea4gov.domain.pabulib import BadPabulib, decoded_lines
from idea4gov.domain.tally import Decision, Fate, Outcome
from idea4gov.domain.verify import Answer, Difference, Verdict, verify_lines

YES, NO, INVALID, UNKNOWN = 0, 1, 2, 3
_WORST_FIRST = (NO, INVALID, UNKNOWN, YES)
_EXIT_CODES = {
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
    Fate.DOES_NOT_FIT: "does not fit the money left",
    Fate.AFTER_STOP: "comes after the first project that does not fit",
    Fate.BELOW_MINIMUM: "is below the minimum",
}


@dataclass(frozen=True, slots=True)
class _Report:
    path: Path
    verdict: Verdict | None
    error: str = ""

    @property
    def code(self) -> int:
        return _EXIT_CODES[self.verdict.answer] if self.verdict else INVALID


@click.command("verify")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def verify(context: click.Context, files: tuple[Path, ...]) -> None:
    """Recount Pabulib .pb files: does the result they state follow from their ballots?

    \b
    Exit code, the worst of all files (1, then 2, then 3, then 0):
      0  yes
      1  no: the projects that differ are named
      2  not a valid .pb file: the line and the reason are named
      3  it cannot be said: the rule is not one known here, or the file
         states no result that could be confirmed
    """
    reports = [_report(path) for path in files]
    lines = _single(reports[0]) if len(reports) == 1 else _table(reports)
    for line in lines:
        click.echo(printable(line))
    context.exit(next(code for code in _WORST_FIRST if any(report.code == code for report in reports)))


def _report(path: Path) -> _Report:
    try:
        with path.open("rb") as stream:
            return _Report(path, verify_lines(decoded_lines(stream)))
    except BadPabulib as error:
        return _Report(path, None, str(error))
    except OSError as error:
        return _Report(path, None, f"The file cannot be read: {error.strerror}.")


def _single(report: _Report) -> Iterator[str]:
    verdict = report.verdict
    if verdict is None:
        yield f"{report.path}: not a valid .pb file. {report.error}"
        return
    yield f"{report.path}: {_sentence(verdict)}"
    yield f"Rule {verdict.rule or 'not stated'}, {verdict.vote_type} ballots: {verdict.ballot_count:,}"
    yield from _differences(verdict)
    if verdict.outcome:
        yield from _outcome(verdict.outcome)
    yield from _miscounts(verdict)
    yield f"SHA-256 of the canonical text: {verdict.digest}"


def _sentence(verdict: Verdict) -> str:
    return {
        Answer.MATCHES: "the stated result follows from the ballots.",
        Answer.DIFFERS: f"the stated result differs from the count in {_projects(len(verdict.differences))}.",
        Answer.UNKNOWN_RULE: f"the result cannot be checked. {verdict.why}",
        Answer.NOTHING_TO_COMPARE: "the file states no result to compare with; its ballots give this.",
    }[verdict.answer]


def _outcome(outcome: Outcome) -> Iterator[str]:
    yield f"Counted: {_projects(len(outcome.winners))} funded, {outcome.spent:,} of {outcome.budget:,} spent"
    for step in outcome.decisions:
        if step.fate is Fate.FUNDED:
            yield f"  {step.project_id}: score {step.score:,}, cost {step.cost:,}"
    for tie in outcome.ties:
        weight = "it decides who is funded" if tie.decides else "it decides nothing"
        yield f"Tie at score {tie.score:,}, {weight}; taken in file order: {', '.join(tie.project_ids)}"


def _differences(verdict: Verdict) -> Iterator[str]:
    steps = {step.project_id: step for step in verdict.outcome.decisions} if verdict.outcome else {}
    for difference in verdict.differences:
        yield f"  {_difference(difference, steps[difference.project_id])}"


def _difference(difference: Difference, step: Decision) -> str:
    stated = "funded" if difference.stated_funded else "not funded"
    return (
        f"{step.project_id}: stated {stated}; counted, it {_FATES[step.fate]} "
        f"(score {step.score:,}, cost {step.cost:,}, {step.left_before:,} left)"
    )


def _miscounts(verdict: Verdict) -> Iterator[str]:
    for wrong in verdict.miscounts:
        stated = f"{wrong.project_id} states {wrong.column} {wrong.stated}"
        yield f"Note: {stated}, its ballots give {wrong.counted:,}"


def _projects(number: int) -> str:
    return f"{number:,} project" if number == 1 else f"{number:,} projects"


def _table(reports: Iterable[_Report]) -> Iterator[str]:
    rows = [("file", "rule", "ballots", "verdict", "winners"), *map(_row, reports)]
    yield from table(rows, right=frozenset({2}))
    for report in reports:
        yield from _below_table(report)


def _row(report: _Report) -> tuple[str, str, str, str, str]:
    verdict = report.verdict
    if verdict is None:
        return report.path.name, "-", "-", "not valid", "-"
    winners = ", ".join(verdict.outcome.winners) if verdict.outcome else "-"
    return report.path.name, verdict.rule, f"{verdict.ballot_count:,}", _WORDS[verdict.answer], winners


def _below_table(report: _Report) -> Iterator[str]:
    if report.verdict is None:
        yield f"{report.path}: not a valid .pb file. {report.error}"
    elif report.verdict.differences:
        yield f"{report.path}: {_sentence(report.verdict)}"
        yield from _differences(report.verdict)
