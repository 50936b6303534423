"""Square codes (QR): the only place that imports segno."""

from io import BytesIO

import segno

QUIET_MODULES = 2


def qr_svg(text: str) -> str:
    """The square code of a text as an SVG picture."""
    out = BytesIO()
    segno.make(text, micro=False, error="m").save(out, kind="svg", border=QUIET_MODULES, xmldecl=False)
    return out.getvalue().decode()


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """The square code of a text as a PNG picture. scale: pixels of one module."""
    out = BytesIO()
    segno.make(text, micro=False, error="m").save(out, kind="png", border=QUIET_MODULES, scale=scale)
    return out.getvalue()
