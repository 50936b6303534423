"""Figures of a fiscal year."""

from idea4gov.actions.figures import get_report
from idea4gov.api.endpoints import ApiAnswer, whole
from idea4gov.api.parameters import FISCAL_YEAR, LOCAL_GOVERNMENT, PROVINCE
from idea4gov.domain.errors import NotFound
from idea4gov.domain.figures import FIGURES, NATION, current_year
from idea4gov.store.places.reading import get_local_government, get_province
from idea4gov.web.http.services import now, reading


@whole(
    "/figures",
    "figures",
    th="ตัวเลขประจำปีงบประมาณ",
    en="Figures of a fiscal year, of the nation, a province or a local government",
    filters=(FISCAL_YEAR, PROVINCE, LOCAL_GOVERNMENT),
)
def list_figures(fiscal_year: int | None, province: str | None, local_government: str | None) -> ApiAnswer:
    """Every figure in one row each, of the nation, or of a province or local government if one is given.

    fiscal_year: in the Buddhist era; None for the present one. Raises NotFound for a place that does not
    exist, and BeingCounted.
    """
    year = fiscal_year or current_year(now())
    with reading() as db:
        if province:
            get_province(db, province)
        if local_government:
            town = get_local_government(db, local_government)
            if province and town.province_code != province:
                raise NotFound()
            province = town.province_code
        report = get_report(db, local_government or province or NATION, year, now=now())
    rows = [
        {
            "fiscal_year": year,
            "province_code": province,
            "local_government_code": local_government,
            "figure": each.name,
            "value": report.values[each.name],
            "how": each.how_en,
        }
        for each in FIGURES
    ]
    return ApiAnswer({"data": rows, "next": None}, modified=report.counted_at)
