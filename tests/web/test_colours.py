"""Colours can be told apart by everyone: contrasts as WCAG 2.2 computes them, from the tokens themselves."""

import re

import pytest

from config import ROOT

LIGHT_CSS, DARK_CSS, CHOSEN_DARK_CSS = re.split(
    r"@media \(prefers-color-scheme: dark\)|data-theme=.dark.",
    (ROOT / "static/css/tokens.css").read_text(),
)
TOKEN = re.compile(r"--([\w-]+): #([0-9a-f]{3}|[0-9a-f]{6});")
LIGHT = dict(TOKEN.findall(LIGHT_CSS))
DARK = LIGHT | dict(TOKEN.findall(DARK_CSS))
GROUNDS = ("paper", "surface", "sunken")

BODY_TEXT = [(ink, ground) for ink in ("ink", "action") for ground in GROUNDS] + [
    ("muted", "paper"),
    ("muted", "surface"),
    ("on-action", "action"),
    ("ink", "marigold-soft"),
    ("on-marigold", "marigold"),
    ("poster-ink", "poster"),
    ("poster-muted", "poster"),
    *((("ink", f"{status}-soft")) for status in ("good", "wait", "bad", "action")),
]
OTHER_TEXT = [("muted", "sunken"), ("muted", "marigold-soft"), ("action-deep", "action-soft")] + [
    (status, ground)
    for status in ("good", "wait", "bad", "action")
    for ground in (*GROUNDS, f"{status}-soft")
]
EDGES = [("edge", ground) for ground in GROUNDS] + [
    ("map-here", "map-0"),
    ("map-4", "map-0"),
    ("poster-map-4", "poster-map-0"),
]


def luminance(colour: str) -> float:
    """Relative luminance of "rrggbb" or "rgb", 0 to 1."""
    digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "least"), [(BODY_TEXT, 7), (OTHER_TEXT, 4.5), (EDGES, 3)], ids=["body", "other", "edges"]
)
def test_what_is_read_stands_out_from_its_ground(
    theme: dict[str, str], pairs: list[tuple[str, str]], least: float
) -> None:
    weak = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


def test_who_chose_the_dark_sees_what_a_dark_device_shows() -> None:
    def declarations(css: str) -> list[str]:
        return re.findall(r"--[\w-]+: [^;]+;", css.partition("}")[0])

    assert declarations(DARK_CSS) == declarations(CHOSEN_DARK_CSS) != []


def test_black_on_white_has_the_contrast_of_the_standard() -> None:
    assert contrast("000", "ffffff") == pytest.approx(21)
