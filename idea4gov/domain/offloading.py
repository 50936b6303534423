"""Work that takes long and is done beside the web processes, for the one who waits for its answer."""

from idea4gov.domain.errors import N_
from idea4gov.domain.renditions import NotReady


class Unfinished(NotReady):
    """No answer came: the process was ended, or none is there. seconds: when to try again."""

    code = "unfinished"
    message = N_(
        "This could not be finished just now. Please try again in %(seconds)s seconds. "
        "If it fails again, send other photos or another sheet."
    )


class Overloaded(NotReady):
    """So much is worked on, for everybody or for this account, that this is not begun. seconds: as above."""

    code = "overloaded"
    message = N_(
        "Other photos and sheets are being read at the moment. Please try again in %(seconds)s seconds."
    )
