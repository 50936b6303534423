"""A share of what takes long because there is much of it, for the run between two edits.

`--sample`: of hostile strings (hostile_strings.py) and of examples that are drawn (tests/conftest.py).
`--few-cases`: of the cases of a test that has many.
"""

import pytest
from hypothesis import settings

CASES = 2
"""With `--few-cases` so many are tried of a test that has more."""


def examples(number: int) -> int:
    """So many examples of a property that takes long; with `--sample` as few as of the others."""
    assert settings.default
    return min(number, settings.default.max_examples)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add both options."""
    parser.addoption("--sample", action="store_true", help="try a share of the hostile strings and examples")
    parser.addoption("--few-cases", action="store_true", help=f"try {CASES} cases of a test that has more")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop cases, after tests were selected by their groups."""
    if config.getoption("few_cases"):
        kept = sampled(items)
        chosen = {id(item) for item in kept}
        config.hook.pytest_deselected(items=[item for item in items if id(item) not in chosen])
        items[:] = kept


def sampled(items: list[pytest.Item]) -> list[pytest.Item]:
    """CASES items of each test function, as far from each other as can be."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return [each for many in cases.values() for each in (many if len(many) <= CASES else spread(many))]


def spread(many: list[pytest.Item]) -> list[pytest.Item]:
    """The first, the last, and others at equal distances."""
    return [many[round(place * (len(many) - 1) / (CASES - 1))] for place in range(CASES)]
