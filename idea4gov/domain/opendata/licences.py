"""The licences that the open data can have."""

from collections.abc import Mapping
from typing import NamedTuple


class Licence(NamedTuple):
    """A licence for data. id: of SPDX, in lower case as CKAN writes it. url: of its text."""

    id: str
    name: str
    url: str


LICENCES: Mapping[str, Licence] = {
    "CC-BY-4.0": Licence(
        "cc-by-4.0",
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": Licence(
        "cc-by-sa-4.0",
        "Creative Commons Attribution-ShareAlike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": Licence(
        "cc0-1.0",
        "Creative Commons Zero 1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "ODC-By-1.0": Licence(
        "odc-by-1.0",
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
}
"""{value of the setting: licence}"""
