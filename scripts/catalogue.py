"""Bring the Thai catalogue up to what the code and the templates say: `make messages`.

New sentences appear without a translation, and tests/translations fails until somebody writes it. None is
guessed from a similar one: a wrong sentence in a public service is worse than a missing one.
"""

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "idea4gov" / "translations"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
}


def po_file(language: str = "th") -> Path:
    """Where a language's catalogue is kept."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Every sentence that the code and the templates mark, with the files that say it."""
    with (TRANSLATIONS / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog(project="idea4gov", charset="utf-8")
    found = extract_from_dir(ROOT, method_map=methods, options_map=options, keywords=KEYWORDS)
    for filename, _line, message, _comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalogue.add(message, locations=[(filename, 1)], context=context)
    return catalogue


def read(language: str = "th") -> Catalog:
    """The catalogue as it is kept."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def main() -> int:
    """Write the catalogue anew: kept translations, new sentences empty, what nobody says any more removed."""
    catalogue = read() if po_file().exists() else Catalog(locale="th", project="idea4gov", charset="utf-8")
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    po_file().parent.mkdir(parents=True, exist_ok=True)
    with po_file().open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, no_location=True, omit_header=False)
    missing = [message.id for message in catalogue if message.id and not "".join(message.string or "")]
    sys.stdout.writelines(f"no Thai yet: {text}\n" for text in missing)
    return 0


if __name__ == "__main__":
    sys.exit(main())
