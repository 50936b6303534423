"""Figures of a fiscal year."""

from idea4gov.api.endpoints import ApiAnswer, whole
from idea4gov.api.parameters import FISCAL_YEAR, LOCAL_GOVERNMENT, PROVINCE
from idea4gov.domain.errors import NotFound
from idea4gov.domain.figures import FIGURES, current_year, year_bounds
from idea4gov.store.figures import Scope, read_report
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
    exist.
    """
    year = fiscal_year or current_year(now())
    first, after = year_bounds(year, now=now())
    with reading() as db:
        if province:
            get_province(db, province)
        if local_government:
            town = get_local_government(db, local_government)
            if province and town.province_code != province:
                raise NotFound()
            province = town.province_code
        report = read_report(db, Scope(province, local_government), year, first=first, after=after)
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
    return ApiAnswer({"data": rows, "next": None})
