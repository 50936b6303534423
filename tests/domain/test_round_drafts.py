"""The draft of a budget round."""

import pytest

from idea4gov.domain.rounds.drafts import SameArea, draft_round
from tests.actions.conduct import FORM, days
from tests.conftest import NOON


@pytest.mark.parametrize("other", ["น\u0e33\u0e49ใส", "น้ำใส\u200b", "น\u0e49\u0e4d\u0e32ใส"])
def test_two_areas_whose_names_look_alike_are_refused(other: str) -> None:
    areas = [{"name_th": name, "budget": "500000"} for name in ("น้ำใส", other)]
    with pytest.raises(SameArea) as refused:
        draft_round({**FORM, **days(), "budget": "1000000"}, areas, (), today=NOON.date())
    assert refused.value.data["field"] == "areas-1-name_th"
