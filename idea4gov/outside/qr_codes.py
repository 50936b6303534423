"""QR codes. The only module that imports segno."""

from io import BytesIO

import segno

# Width of the white border; a module is one small square of the code.
QUIET_MODULES = 2


def qr_svg(text: str) -> str:
    """The QR code of a text as an SVG image."""
    out = BytesIO()
    segno.make(text, micro=False, error="m").save(out, kind="svg", border=QUIET_MODULES, xmldecl=False)
    return out.getvalue().decode()


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """The QR code of a text as a PNG image. scale: width of one module in pixels."""
    out = BytesIO()
    segno.make(text, micro=False, error="m").save(out, kind="png", border=QUIET_MODULES, scale=scale)
    return out.getvalue()
