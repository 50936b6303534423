"""Closing the table at which papers are handed out: one official states their number, another one signs."""

from idea4gov.domain.errors import N_, Conflict, Invalid


class TableOpen(Conflict):
    """Voters on paper are on the roll, and nobody has signed how many papers were handed out."""

    code = "table_open"
    message = N_(
        "The number of papers that were handed out is not signed by two yet. Close the table first, on the "
        "page of the paper ballots."
    )


class TableClosed(Conflict):
    """Two officials signed the number of papers, so nobody is marked or unmarked any more."""

    code = "table_closed"
    message = N_(
        "The table is closed: two officials signed how many papers were handed out, so nobody can be marked "
        "or taken off any more."
    )


class PapersDiffer(Invalid):
    """The number that was counted is not that on the roll. roll: voters on paper on the roll."""

    code = "papers_differ"
    message = N_(
        "On the roll are %(roll)s voters on paper, and you counted another number. Count the stubs once "
        "more; mark who is missing, or take off who was marked by mistake."
    )


class NobodyStated(Conflict):
    """There is nothing to sign, or the roll has changed since the number was stated."""

    code = "nobody_stated"
    message = N_("The number has to be stated first, and be that on the roll. Load the page again to see it.")


class SameStater(Conflict):
    """Whoever stated the number cannot sign it, too."""

    code = "same_stater"
    message = N_("You stated this number. Another official has to sign it.")
