"""Passwords that are tried first are refused, and those that nobody guesses are not."""

import secrets
import string
from random import Random

import pytest

from idea4gov.domain.errors import Invalid
from idea4gov.domain.guessing import USUAL
from idea4gov.domain.passwords import PASSWORD_MIN_LENGTH, check_password, password_length
from idea4gov.outside.common_words import FILE, common_words

WORDS = common_words()
OWN = ("wichai.kaewjan@nongprue.go.th", "วิชัย แก้วจันทร์", "Wichai Kaewjan")
RANDOM = Random(2569)
STEMS = (
    "basketball", "butterfly", "liverpool", "superman", "sunshine", "computer", "mustang", "yamaha", "honda",
    "charlie", "michelle", "dragon", "football", "monkey", "princess", "master", "shadow", "hunter",
    "pokemon", "naruto", "barcelona", "samsung", "iphone", "facebook", "google", "chelsea", "arsenal",
    "somchai", "somsak",
    "thailand", "bangkok", "saensuk", "bangsaen", "chonburi", "chiangmai", "khonkaen", "phuket", "pattaya",
    "nongkhai", "udonthani", "sawasdee", "krungthep", "tessaban", "สวัสดี", "แสนสุข", "ชลบุรี", "เชียงใหม่",
    "ขอนแก่น", "ความรัก", "ครอบครัว", "เทศบาล", "หนองคาย", "โรงเรียน", "ประเทศไทย",
)  # fmt: skip
ENDINGS = ("1", "12", "123", "1234", "!", "@", "2026", "2569", "1990", "2533", "@2569", "!!", "99", "007")
LEET = str.maketrans("aeios", "@31o$")


def is_refused(password: str, own: tuple[str, ...] = OWN) -> bool:
    try:
        check_password(password, words=WORDS, own=own)
    except Invalid:
        return True
    return False


def accepted(passwords: list[str]) -> list[str]:
    return [one for one in passwords if not is_refused(one)]


def refused(passwords: list[str]) -> list[str]:
    return [one for one in passwords if is_refused(one)]


def long_enough(passwords: list[str]) -> list[str]:
    return [one for one in passwords if len(one) >= PASSWORD_MIN_LENGTH]


@pytest.mark.parametrize(
    "password",
    [
        "basketball", "12345678910", "butterfly1", "liverpool1", "thailand2569", "saensuk2569", "iloveyou2",
        "P@ssw0rd2026", "1212121212123", "qwertyuiop1", "1q2w3e4r5t", "zaq12wsxcde", "trustno1trustno1",
        "0812345678", "25/12/2533", "3-1001-00123-45-6", "abcdefgh1", "Passw0rd!", "Admin@2569", "letmein!!",
        "ๅ/-ภถุึค", "ฟหกดเ้่าสว", "ๆไำพะัีร", "idea4gov2569", "บอกเราถึงรัฐ", "๑๒๓๔๕๖๗๘๙", "password๒๕๖๙",
        "สวัสดีครับ", "รักประเทศไทย", "เทศบาลเมืองแสนสุข", "จังหวัดหนองคาย", "sawasdeekrub", "aaaaaaaa",
        "กกกกกกกกกก",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert is_refused(password)


@pytest.mark.parametrize(
    "password",
    # สวัสดีครับ, เมืองแสนสุข, ประเทศไทย2569; password123, thailand!, bangkok2569
    ["l;ylfu8iy[", "g,nv'clol6-", "xitgmLwmp2569", "ยฟหหไนพกๅ/-", "ะ้ฟรสฟืก!", "ิฟืเานา2569"],
)
def test_a_word_is_known_by_its_keys_on_the_other_keyboard(password: str) -> None:
    assert is_refused(password)


@pytest.mark.parametrize(
    "password",
    [
        # Two Thai words, on either keyboard: หมูกระทะ, น้องแมวเหมียว, ขอให้รวย, คิดถึงเสมอ2569.
        "ส้มตำปูปลาร้า", "แม่จ๋าพ่อจ๋า", "ร่ำรวยเงินทอง", "s,^ditmt", "ohv'c,;gs,up;", "-v.shi;p", "ข้าวผัดกะเพรา2569",
        "8bf57'gl,v2569", "ลอยกระทง๒๕๖๙",
        # Walks over the keys, straight and crooked, also on the Thai keyboard.
        "plmoknijb", "okmijnuhb", "cft6vgy7", "bhu8nji9", "mko09ijn", "qsefthuko", "poilkjmnb", "1234rewq",
        "ๆไำพะัีรนย",
        # What others know of somebody, and days.
        "line0812345678", "Tel:0812345678", "เลข1209900123456", "somsri05122510", "friday13th", "may2569may",
        "13เมษา2569", "วันจันทร์ที่1", "วันแม่12สิงหา", "25aug1977",
        # Places as they are written in Latin letters, with what they are; offices in short.
        "Sriracha@2569", "thetsabansaensuk", "huawiangsubdistrict", "chonburiprovince", "bangsaenbeach",
        "kohlarn2569",
        "ทม.แสนสุข", "Nongploy", "Somsri2510",
        # Backwards, and other signs for letters.
        "llabteksab", "dnaliaht99", "Ban9s@en", "7hailand", "+ha1land!",
    ],
)  # fmt: skip
def test_what_people_here_think_of_first_is_refused(password: str) -> None:
    assert is_refused(password)


def test_the_owner_s_address_and_name_backwards_are_no_passwords() -> None:
    whole = ("wichai.kaewjan@nongprue.go.th", "kaewjan@nongprue.go.th", "iahciw2569", "najweak.iahciw")
    assert accepted(list(whole)) == []


def test_words_and_places_with_simple_endings_are_refused() -> None:
    made = long_enough([stem + ending for stem in STEMS for ending in ENDINGS])
    made += [one.capitalize() for one in made]
    made += long_enough([stem.translate(LEET) + ending for stem in STEMS for ending in ENDINGS])
    assert len(accepted(made)) <= len(made) // 100, accepted(made)


def test_a_word_twice_and_letters_or_digits_in_a_row_are_refused() -> None:
    twice = long_enough([stem + between + stem for stem in STEMS for between in ("", "-", "1")])
    rows = [string.digits[at:] + string.digits[: at + 3] for at in range(10)]
    assert accepted([*twice, *rows, "12" * 5 + "3", "abc" * 4, "xyxyxyxyx"]) == []


@pytest.mark.parametrize(
    "password",
    [
        "wichai2533", "kaewjan!99", "Wichai.Kaewjan", "nongprue2569", "วิชัยแก้วจันทร์", "วิชัย-2533", "w1ch@i 2569",
        "wichai.kaewjan1",
    ],
)  # fmt: skip
def test_own_name_and_address_make_no_password(password: str) -> None:
    assert is_refused(password)


def test_none_of_the_list_s_own_passwords_is_accepted() -> None:
    sample = RANDOM.sample(sorted(one for one in WORDS if len(one) >= PASSWORD_MIN_LENGTH), 1_000)
    assert accepted(sample) == []


def test_passwords_of_password_managers_are_accepted() -> None:
    signs = string.ascii_letters + string.digits + "!@#$%^&*-_"
    small = string.ascii_lowercase + string.digits
    made = [
        *(_drawn(string.ascii_letters + string.digits, 15) for _ in range(700)),
        *(_drawn(signs, RANDOM.choice((12, 14, 16, 20, 24))) for _ in range(900)),
        *("-".join(_drawn(small, 6) for _ in range(3)) for _ in range(400)),
    ]
    assert len(refused(made)) <= len(made) // 1_000, refused(made)


def test_pass_phrases_are_accepted() -> None:
    plain = sorted(one for one in WORDS if 4 <= len(one) <= 8 and one.isalpha())
    latin = [one for one in plain if one.isascii()]
    thai = [one for one in plain if not one.isascii() and one not in USUAL]
    made = [RANDOM.choice(" -.").join(RANDOM.sample(latin, 4)) for _ in range(600)]
    made += ["".join(RANDOM.sample(thai, RANDOM.choice((3, 4)))) for _ in range(400)]
    made += [
        "ยายสองคนขี่จักรยานไปซื้อร่มสีม่วง", "กระดาษ เมฆ ช้อน จระเข้",
        "🐘 ช้างเดินเล่น 🌊 ริมคลอง", "ตีสี่ครึ่งไก่ขันผิดเวลา",
        "umbrella tiger seventeen", "Tuk tuk blue cloud 9 ferns",
        "мой синий зонт улетел", "東京タワーと紫の自転車",
    ]  # fmt: skip
    assert len(refused(made)) <= len(made) // 1_000, refused(made)


def test_the_longest_password_looks_up_a_bounded_number_of_words() -> None:
    class Counted:
        looked_up = 0

        def __contains__(self, word: object) -> bool:
            self.looked_up += 1
            return word in WORDS

    words = Counted()
    check_password(secrets.token_urlsafe(96), words=words)
    assert words.looked_up <= 2 * 64 * 32 * 5


def test_the_list_is_small_enough_for_the_repository() -> None:
    assert FILE.stat().st_size <= 300_000


def _drawn(signs: str, length: int) -> str:
    return "".join(RANDOM.choice(signs) for _ in range(length))


@pytest.mark.parametrize(
    ("password", "length"),
    [
        ("👨‍👩‍👧‍👦👩‍🚒", 2),
        ("👍🏽👎🏿🙏🏻", 3),
        ("🇹🇭🇱🇦", 2),
        ("a\u0334\u0336\u0337\u0338b\u0334\u0336", 2),
        ("é", 1),
        ("กิ๊กกั๊ก", 8),
        ("น้ำพริก\u200b\u200b", 7),
        ("ปลาทู 🐟", 7),
    ],
)
def test_a_password_is_as_long_as_it_looks(password: str, length: int) -> None:
    assert password_length(password) == length
