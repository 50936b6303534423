"""Thai text that was read in a wrong encoding: put right where nothing was lost, else recognised.

Three mistakes are common: UTF-8 read as Western European ("à¸‹"), UTF-8 read as TIS-620 ("เธ‹"), and TIS-620
read as Western European ("«èÍÁä¿").
"""

import re
from contextlib import suppress

_WESTERN, _THAI = "cp1252", "cp874"
_NO_BYTE = 0xFFFF
_THAI_SIGN = re.compile("[\u0e01-\u0e5b]")
_ABOVE_ASCII = re.compile("[^\x00-\x7f]")
# Three in a row: no word of a Western language has that.
_WESTERN_RUN = re.compile("[\xa1-\xfb]{3}")
_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
# A mark without its consonant, a vowel before something else than a consonant: no Thai.
_IMPOSSIBLE = re.compile(f"(?<![ก-ฮ{_MARK}])[{_MARK}]|[เแโใไ](?![ก-ฮ])|[{_MARK}]{{4}}|[ะาำ][{_MARK}]")
_UTF8_AS_WESTERN = re.compile("à[¸¹]")
# What the first two bytes of every Thai sign in UTF-8 are read as.
_FIRST_BYTES = {_WESTERN: _UTF8_AS_WESTERN, _THAI: re.compile("เ[ธน]")}
_UTF8_AS_THAI = re.compile("เ[ธน][\x80-\xa0€\u2013-\u203aŠŒŽšœžŸƒˆ˜™ก-ฟ]")


def put_right(text: str) -> str:
    """The text as it was written, if it is Thai that was read in a wrong encoding; else unchanged."""
    if text.isascii():
        return text
    for wrong, first_bytes in _FIRST_BYTES.items():
        if not first_bytes.search(text):
            continue
        right = _decoded(_encoded(text, wrong), "utf-8")
        # One Thai sign is three bytes: natural Thai never makes two of them by chance.
        if right and len(_THAI_SIGN.findall(right)) > 1:
            return right
    right = _decoded(_encoded(text, _WESTERN), _THAI) if _WESTERN_RUN.search(text) else None
    return right if right and not _IMPOSSIBLE.search(right) else text


def is_garbled(text: str) -> bool:
    """Whether the text is Thai read in a wrong encoding, of which something was lost."""
    if text.isascii() or put_right(text) != text:
        return False
    signs = len(_ABOVE_ASCII.findall(text))
    as_thai = len(_UTF8_AS_THAI.findall(text))
    return (
        len(_UTF8_AS_WESTERN.findall(text)) > 1
        or (as_thai > 2 and as_thai * 5 > signs)
        or len(_WESTERN_RUN.findall(text)) * 6 > signs > 3
    )


def _encoded(text: str, encoding: str) -> bytes | None:
    """The bytes that were read as this text; None if no reader of the encoding gives it."""
    try:
        return text.translate(_BYTES[encoding]).encode("latin-1")
    except UnicodeEncodeError:
        return None


def _bytes_of(encoding: str) -> dict[int, int]:
    """{code point: byte that is read as it}; a code point beyond Latin-1 for those that no byte gives.

    Bytes that a code page does not define become what the Western one has there, or the control character of
    the same number.
    """
    table = {code: code if code < 0xA0 else _NO_BYTE for code in range(0x80, 0x100)}
    for code_page, last in ((_WESTERN, 0xA0), (encoding, 0x100)):
        for byte in range(0x80, last):
            with suppress(UnicodeDecodeError):
                table[ord(bytes([byte]).decode(code_page))] = byte
    return table


_BYTES = {encoding: _bytes_of(encoding) for encoding in (_WESTERN, _THAI)}


def _decoded(data: bytes | None, encoding: str) -> str | None:
    try:
        return None if data is None else data.decode(encoding)
    except UnicodeDecodeError:
        return None
