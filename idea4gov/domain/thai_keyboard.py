"""The Thai keyboard (Kedmanee, TIS 820-2538) over the Latin one: what the same keys write on the other."""

_LATIN = (
    "`1234567890-=" "qwertyuiop[]\\" "asdfghjkl;'" "zxcvbnm,./"  # bare
    "~!@#$%^&*()_+" "QWERTYUIOP{}|" 'ASDFGHJKL:"' "ZXCVBNM<>?"  # with Shift
)  # fmt: skip
_THAI = (
    "_ๅ/-ภถุึคตจขช" "ๆไำพะัีรนยบลฃ" "ฟหกดเ้่าสวง" "ผปแอิืทมใฝ"
    "%+๑๒๓๔ู฿๕๖๗๘๙" '๐"ฎฑธํ๊ณฯญฐ,ฅ' "ฤฆฏโฌ็๋ษศซ." "()ฉฮฺ์?ฒฬฦ"
)  # fmt: skip
_TO_THAI = str.maketrans(_LATIN, _THAI)
_TO_LATIN = {ord(thai): latin for thai, latin in zip(_THAI, _LATIN, strict=True) if not thai.isascii()}


def typed_as_thai(text: str) -> str:
    """What the keys of a Latin text write while the keyboard is Thai; a sign for each sign."""
    return text.translate(_TO_THAI)


def typed_as_latin(text: str) -> str:
    """What the keys of a Thai text write while the keyboard is Latin; a sign for each sign."""
    return text.translate(_TO_LATIN)
