"""Groups of tests, so that some of them can be run: each is a marker of pytest, listed in pyproject.toml.

What needs a machine's help is in its group by what it asks for, so that nobody can forget to say so.
"""

import pytest

OF_FIXTURES = {
    "browser": "browser",
    "postgres_url": "postgres",
    "real_data": "real",
    "hostile_strings": "hostile",
}
LONG = ("browser", "real", "hostile", "slow")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put each test into its groups. What takes long begins first, lest a core wait for it at the end."""
    for item in items:
        for fixture, group in OF_FIXTURES.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(group)
    items.sort(key=lambda item: not any(item.get_closest_marker(group) for group in LONG))
