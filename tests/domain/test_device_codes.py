"""Codes as people type them, and addresses as pages show them."""

import pytest

from idea4gov.domain.device_codes import NoCode, clean_code, mask_email


@pytest.mark.parametrize(
    "typed", ["042137", " 042 137 ", "๐๔๒ ๑๓๗", "042-137", "0 4 2 1 3 7", "042\u200b137", "\u00a0042137\n"]
)
def test_a_code_is_read_in_any_digits_and_spacing(typed: str) -> None:
    assert clean_code(typed) == "042137"


@pytest.mark.parametrize("typed", ["", "04213", "0421370", "04213a", "+42137", "०४२१३७", "0" * 10_000])
def test_what_is_no_code_is_told_so(typed: str) -> None:
    with pytest.raises(NoCode):
        clean_code(typed)


@pytest.mark.parametrize(
    ("email", "shown"),
    [("somchai@saensuk.go.th", "s***i@saensuk.go.th"), ("ab@a.th", "a***@a.th"), ("a@a.th", "a***@a.th")],
)
def test_an_address_is_recognised_by_its_owner_alone(email: str, shown: str) -> None:
    assert mask_email(email) == shown
