"""The kinds of local government (องค์กรปกครองส่วนท้องถิ่น), and their names in the register."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from idea4gov.domain.errors import N_

LocalGovernmentKind = Literal["bangkok", "pao", "pattaya", "city", "town", "subdistrict_municipality", "tao"]
# From the widest area to the smallest; the label is a msgid.
LOCAL_GOVERNMENT_KINDS: Mapping[LocalGovernmentKind, str] = MappingProxyType(
    {
        "bangkok": N_("Bangkok Metropolitan Administration"),
        "pao": N_("Provincial administrative organization"),
        "pattaya": N_("City of Pattaya"),
        "city": N_("City municipalities"),
        "town": N_("Town municipalities"),
        "subdistrict_municipality": N_("Subdistrict municipalities"),
        "tao": N_("Subdistrict administrative organizations"),
    }
)

# The type in the register -> our kind.
KINDS: Mapping[str, LocalGovernmentKind] = MappingProxyType(
    {
        "Bangkok": "bangkok",
        "PAO": "pao",
        "Mueang": "pattaya",
        "ThesabanNakhon": "city",
        "ThesabanMueang": "town",
        "ThesabanTambon": "subdistrict_municipality",
        "TAO": "tao",
    }
)
