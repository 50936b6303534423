"""Rules for confirming a provisional result as final."""

from idea4gov.domain.errors import N_, Conflict


class ContestsOpen(Conflict):
    """The days for contests are not over, or a contest has no answer yet."""

    code = "contests_open"
    message = N_(
        "The result becomes final when the days for contests are over and every contest is answered."
    )


class RecountDiffers(Conflict):
    """A recount of the ballots does not give the announced result, so it cannot become final."""

    code = "recount_differs"
    message = N_(
        "The ballots do not give the result that was announced, so it was not made final. Ask the "
        "administrator to run: idea4gov check"
    )
