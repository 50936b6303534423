"""Keys that identify one submission of a form, to detect a double click."""

import hashlib


def sending_key(form_key: str | None, *words: str) -> str | None:
    """The key of a submission: the same for the same texts sent from the same form; None without a form key.

    form_key: random text that the form carries. words: the texts that were typed; other texts give another
    key, because people go back to a page and send a new text. Returns 64 hex digits.
    """
    if not form_key:
        return None
    sent = "\0".join((form_key, *words))
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()
