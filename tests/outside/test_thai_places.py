"""The areas of the country, as the package gives them."""

from idea4gov.outside.thai_places import country


def test_the_country_is_whole() -> None:
    areas = country()
    assert (len(areas.provinces), len(areas.districts), len(areas.subdistricts)) == (77, 928, 7_436)


def test_every_area_lies_in_the_area_that_its_code_begins_with() -> None:
    areas = country()
    provinces = {one.code for one in areas.provinces}
    districts = {one.code for one in areas.districts}
    assert all(one.province_code == one.code[:2] and one.code[:2] in provinces for one in areas.districts)
    assert all(one.district_code == one.code[:4] and one.code[:4] in districts for one in areas.subdistricts)
    assert all(one.province_code == one.code[:2] for one in areas.subdistricts)


def test_every_area_has_both_names() -> None:
    areas = country()
    names = [(one.name_th, one.name_en) for one in areas.provinces]
    names += [(one.name_th, one.name_en) for one in areas.districts]
    names += [(one.name_th, one.name_en) for one in areas.subdistricts]
    assert [pair for pair in names for name in pair if not name or name.strip() != name] == []
