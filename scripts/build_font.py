"""Cut the typeface Sarabun down to the signs that Thai and English pages use, as woff2."""

import hashlib
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import fontpkg
from fontTools.subset import Options, Subsetter, save_font
from fontTools.ttLib import TTFont

WEIGHTS = (400, 700)
RANGES = (
    (0x0020, 0x007E),  # Latin, digits, punctuation
    (0x00A0, 0x00FF),  # names in European languages; no-break space, middle dot, times sign
    (0x0E01, 0x0E3A),  # Thai consonants and vowels
    (0x0E3F, 0x0E5B),  # baht sign, marks, Thai digits
    (0x2010, 0x2026),  # dashes, quotation marks, bullet, ellipsis
)
SIGNS = "‰′″‹›€₀₁₂₃←↑→↓−≈≤≥▲△▶▼▽◀"


def code_points() -> set[int]:
    """Return the Unicode code points that the subset keeps."""
    kept = {ord(sign) for sign in SIGNS}
    for first, last in RANGES:
        kept.update(range(first, last + 1))
    return kept


def recipe() -> str:
    """Short digest of everything that decides the bytes of the font files."""
    parts = [version("fontpkg-sarabun"), version("fonttools"), version("brotli"), *sorted(code_points())]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def subset(weight: int) -> bytes:
    """Return the subset of one weight as woff2, about 20 KB; takes a quarter of a second.

    weight: as in CSS, one for which Sarabun has a file.
    """
    options = Options(flavor="woff2", name_IDs=["*"])  # the names carry copyright and licence
    options.layout_features = ["*"]  # without them tone marks fall onto upper vowels
    source = fontpkg.path("Sarabun", weight)
    # without the time of the build inside, the same recipe gives the same bytes and the same hashed name
    with TTFont(source, recalcTimestamp=False) as font, BytesIO() as out:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=code_points())
        subsetter.subset(font)
        save_font(font, out, options)
        return out.getvalue()


def fonts(cache: Path) -> dict[str, bytes]:
    """Return {"fonts/sarabun-400.woff2": bytes, ...}; a font is made only when `cache` lacks it."""
    cache.mkdir(parents=True, exist_ok=True)
    made: dict[str, bytes] = {}
    for weight in WEIGHTS:
        path = cache / f"sarabun-{weight}-{recipe()}.woff2"
        if not path.is_file():
            print(f"Making the font Sarabun {weight} ...", flush=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(subset(weight))
            unfinished.replace(path)
        made[f"fonts/sarabun-{weight}.woff2"] = path.read_bytes()
    return made
