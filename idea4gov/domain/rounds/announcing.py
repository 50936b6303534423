"""What stands between a provisional result and a final one."""

from idea4gov.domain.errors import N_, Conflict


class ContestsOpen(Conflict):
    """People may still contest the result, or wait for an answer."""

    code = "contests_open"
    message = N_(
        "The result becomes final when the days for contests are over and every contest is answered."
    )


class RecountDiffers(Conflict):
    """The ballots do not give the announced result: nothing becomes final before that is found out."""

    code = "recount_differs"
    message = N_(
        "The ballots do not give the result that was announced, so it was not made final. Ask the "
        "administrator to run: idea4gov check"
    )
