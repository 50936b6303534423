"""The report of a fiscal year: figures of the nation, a province or a local government, as page and CSV."""

from typing import NamedTuple

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from idea4gov.actions.figures import get_report
from idea4gov.domain.figures import (
    FIGURES,
    GROUPS,
    NATION,
    NoSuchYear,
    current_year,
    report_csv,
    years_offered,
)
from idea4gov.domain.numbers import whole_number
from idea4gov.store.places import reading as places
from idea4gov.store.places.reading import LocalGovernmentCard, ProvinceCard
from idea4gov.web.http.guards import public
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.services import now, reading
from idea4gov.web.http.standby import may_lag
from idea4gov.web.render.filters import local_name
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("report", __name__)


class Asked(NamedTuple):
    """The place that the address asks for; both are None for the nation."""

    province: ProvinceCard | None
    local_government: LocalGovernmentCard | None

    @property
    def place(self) -> ProvinceCard | LocalGovernmentCard | None:
        """The smaller place."""
        return self.local_government or self.province

    @property
    def code(self) -> str:
        """The code of the place, as figures are asked for."""
        return self.place.code if self.place else NATION


@bp.get("/data/report")
@public
@cached_for_visitors(args=("year", "province", "local_government"))
def show() -> ResponseReturnValue:
    """The report: `?year=`, `?province=`, `?local_government=`."""
    year = _year()
    with reading() as db:
        asked = _asked(db)
        report = get_report(db, asked.code, year, now=now())
        provinces = places.list_provinces(db)
        towns = places.list_local_governments(db, asked.province.code) if asked.province else []
    province, town = asked
    return render_template(
        "pages/opendata/report.html",
        asked=asked,
        place=place_name(asked),
        report=report,
        groups=[(GROUPS[key], [one for one in FIGURES if one.group == key]) for key in GROUPS],
        years=years_offered(now()),
        provinces=provinces,
        local_governments=towns,
        csv_url=url_for(
            "report.as_csv",
            year=year,
            province=province.code if province else None,
            local_government=town.code if town else None,
        ),
    )


@bp.get("/data/report.csv")
@public
@may_lag
def as_csv() -> ResponseReturnValue:
    """The report as CSV, with an explanation of how each figure is computed."""
    year = _year()
    with reading() as db:
        asked = _asked(db)
        report = get_report(db, asked.code, year, now=now())
    text = "".join(report_csv(asked.place.name_th if asked.place else "ประเทศไทย", report))
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.last_modified = report.counted_at
    name = "-".join(filter(None, ("idea4gov-report", str(year), asked.code)))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _year() -> int:
    """The fiscal year of `?year=`; without one, the present year."""
    text = request.args.get("year", "")
    if not text:
        return current_year(now())
    year = whole_number(text)
    if year is None:
        raise NoSuchYear()
    return year


def _asked(db: Session) -> Asked:
    """The place of `?province=` and `?local_government=`; the latter alone brings its province.

    Raises NotFound.
    """
    province_code, code = request.args.get("province", ""), request.args.get("local_government", "")
    town = places.get_local_government(db, code) if code else None
    if town and province_code and town.province_code != province_code:
        # Somebody chose another province, and the form still sent a local government of the one before.
        town = None
    if town:
        province_code = town.province_code
    return Asked(places.get_province(db, province_code) if province_code else None, town)


def place_name(asked: Asked) -> str:
    """The place of a report in the reader's language."""
    if asked.local_government:
        return local_name(asked.local_government)
    return local_name(asked.province) if asked.province else gettext("Thailand")
