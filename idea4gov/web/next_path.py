"""Where to go afterwards: only ever to a page of this site."""

MAX_LENGTH = 500


def safe_next(path: str | None, default: str = "/") -> str:
    """Return `path` when a browser will read it as a path of this site, else `default`.

    Refused: other sites ("//host", "https://host", "/\\host"), what browsers drop or turn around before they
    look (tabs, line ends, backslashes), and what is too long to be ours.
    """
    if not path or len(path) > MAX_LENGTH or not path.isprintable() or "\\" in path:
        return default
    return path if path.startswith("/") and not path.startswith("//") else default
