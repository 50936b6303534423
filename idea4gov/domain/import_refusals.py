"""Why a row of a workshop's sheet, or a whole import, is refused."""

from idea4gov.domain.errors import N_, Conflict, Invalid, NotFound


class UnknownCategoryName(Invalid):
    """A row names a category that does not exist. name: as written, shortened."""

    code = "unknown_category_name"
    message = N_("“%(name)s” is not one of the categories. Leave it empty for “Other matters”.")


class UnknownPlaceName(Invalid):
    """A row names a place that the province does not have, or has several times.

    name: as written, shortened.
    """

    code = "unknown_place_name"
    message = N_(
        "“%(name)s” is not the name of one place of the province. Write it in full, or leave it empty."
    )


class DuplicateTitle(Invalid):
    """A row has the title of an earlier row, or of a proposal on the board."""

    code = "duplicate_title"
    message = N_("A proposal with this title is already on the board or further up in the sheet.")


class TitleColumnMissing(Invalid):
    """No column of the sheet was chosen for the titles."""

    code = "title_column_missing"
    message = N_("Please choose the column with the proposals.")


class HeadingMissing(Invalid):
    """No line was chosen as the heading, and none of the first is one."""

    code = "heading_missing"
    message = N_("None of the first lines is a heading that we know. Please choose the line of the heading.")


class NoTitle(Invalid):
    """The cell of a title holds a number, a day, TRUE or an error of a formula. text: as written."""

    code = "no_title"
    message = N_("“%(text)s” is not the title of a proposal. Please write the proposal in words.")


class GarbledText(Invalid):
    """A cell is Thai that was read in a wrong encoding, and cannot be put right."""

    code = "garbled_text"
    message = N_(
        "This text was saved in a wrong character set and cannot be read. Please open the original file "
        "and save it as XLSX."
    )


class BeyondHeading(Invalid):
    """A cell stands in a column without a heading. text: as written, shortened."""

    code = "beyond_heading"
    message = N_(
        "“%(text)s” stands in a column without a heading. Move it to its column, or give the column "
        "a heading."
    )


class RowsRefused(Invalid):
    """No row can be imported. count: number of rows to be corrected."""

    code = "rows_refused"
    message = N_("%(count)s rows have to be corrected first. Nothing was imported.")


class ImportTouched(Conflict):
    """Somebody supported, commented, answered or reviewed a proposal of the import."""

    code = "import_touched"
    message = N_(
        "Somebody has already supported, commented on or reviewed one of these proposals, so the import "
        "can no longer be taken back. Hide or refuse single proposals instead."
    )


class ImportTooOld(Conflict):
    """The import is older than a day. KEPT says how old it may be."""

    code = "import_too_old"
    message = N_("An import can be taken back within a day. Hide or refuse single proposals instead.")


class ImportTakenBack(Conflict):
    """The import was taken back before."""

    code = "import_taken_back"
    message = N_("This import was taken back already.")


class SheetGone(NotFound):
    """The uploaded sheet is not there any more: it was imported, or has expired."""

    code = "sheet_gone"
    message = N_(
        "This sheet was imported already, or was kept for a day and is gone. "
        "Look at the board, or send it again."
    )
