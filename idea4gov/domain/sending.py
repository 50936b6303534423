"""The name of one sending of a form, by which a double click is known."""

import hashlib


def sending_key(form_key: str | None, *words: str) -> str | None:
    """Name what a form sent: the same words from the same form have the same name; None without a key.

    form_key: the random text that the form carries. Other words are another sending: people go back to a page
    and write on. Returns 64 hexadecimal digits.
    """
    if not form_key:
        return None
    sent = "\0".join((form_key, *words))
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()
