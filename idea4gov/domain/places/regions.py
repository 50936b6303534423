"""The six regions of Thailand, by province.

Source: the division of the National Geographical Committee (คณะกรรมการภูมิศาสตร์แห่งชาติ, 1977). Provinces
founded later are in the region of the province that they were split from.
"""

from collections.abc import Mapping
from types import MappingProxyType

from idea4gov.domain.errors import N_, Invalid

# In the order in which Thai books list them; the label is a msgid.
REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "north": N_("North"),
        "northeast": N_("Northeast"),
        "central": N_("Central"),
        "east": N_("East"),
        "west": N_("West"),
        "south": N_("South"),
    }
)

_CODES = {
    "north": "50 51 52 53 54 55 56 57 58",
    "northeast": "30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49",
    "central": "10 11 12 13 14 15 16 17 18 19 26 60 61 62 64 65 66 67 72 73 74 75",
    "east": "20 21 22 23 24 25 27",
    "west": "63 70 71 76 77",
    "south": "80 81 82 83 84 85 86 90 91 92 93 94 95 96",
}
_REGION_OF = {code: region for region, codes in _CODES.items() for code in codes.split()}


class UnknownProvince(Invalid):
    """The province is not in the table of regions. code: of the province."""

    code = "unknown_province"
    message = N_("Province %(code)s belongs to no region that is known here.")


def region_of(province_code: str) -> str:
    """The region of a province, a key of REGIONS. Raises UnknownProvince."""
    try:
        return _REGION_OF[province_code]
    except KeyError as error:
        raise UnknownProvince(code=province_code) from error
