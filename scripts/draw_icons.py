"""Draw the icons of the home screen from static/img/icon.svg: `python -m scripts.draw_icons`.

Needs Chromium, so it is not part of the set-up: run it after the sign has changed, and commit the pictures.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from scripts.system_needs import HOW, find_chromium

FOLDER = Path(__file__).resolve().parent.parent / "static" / "img"
COLOURS = 64
INDIGO, WHITE = "#2e3192", "#fff"
# name: (side in pixels, share of the side that the sign takes, whether it stands on a full ground).
# Phones cut a maskable icon to a circle or a square of their own: the middle four fifths are safe.
ICONS = {
    "icon-192": (192, 0.92, False),
    "icon-512": (512, 0.92, False),
    "icon-maskable-512": (512, 0.6, True),
}


def page_of(sign: str, side: int, share: float, has_ground: bool) -> str:
    """A page that shows nothing but the icon."""
    if has_ground:
        sign = sign.replace(WHITE, "@").replace(INDIGO, WHITE).replace("@", INDIGO)
    ground = INDIGO if has_ground else "transparent"
    style = f"body{{margin:0;height:{side}px;display:grid;place-items:center;background:{ground}}}"
    return f"<style>{style}svg{{width:{side * share}px}}</style>{sign}"


def main() -> int:
    """Draw every icon; return the exit status."""
    program = find_chromium()
    if program is None:
        print(f"Icons need Chromium: {HOW['chromium-headless-shell']}.", file=sys.stderr)
        return 1
    sign = (FOLDER / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (side, share, has_ground) in ICONS.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(page_of(sign, side, share, has_ground))
            drawn = Image.open(BytesIO(page.screenshot(omit_background=True))).convert("RGBA")
            few = drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
            few.save(FOLDER / f"{name}.png", optimize=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
