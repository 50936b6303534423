"""Provinces, districts and subdistricts of Thailand, from geothai (data CC-BY 4.0, see NOTICE)."""

import geothai

from idea4gov.domain.places.areas import Country, District, Province, Subdistrict


def country() -> Country:
    """Every area in use today, as the Department of Provincial Administration (กรมการปกครอง) lists them."""
    provinces = geothai.provinces()
    districts = [one for province in provinces for one in geothai.districts(province.code)]
    subdistricts = [one for district in districts for one in geothai.subdistricts(district.code)]
    return Country(
        tuple(Province(one.code, one.name_th, one.name_en) for one in provinces),
        tuple(District(one.code, one.province_code, one.name_th, one.name_en) for one in districts),
        tuple(
            Subdistrict(one.code, one.district_code, one.province_code, one.name_th, one.name_en)
            for one in subdistricts
        ),
    )
