"""Digests under keys of the office: the same for the same number, and found again while keys are renewed."""

import stat
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from idea4gov.domain.identity.digests import (
    MEMORY_KIB,
    KeyedDigest,
    NoIdentityKey,
    UnknownIdentityKey,
    new_key,
    read_identity_keys,
)
from idea4gov.outside.identity_keys import IdentityKeys, add_key, make_key_file
from idea4gov.outside.secret_files import NoSecret
from tests.identity import CHEAP_KEY, SECOND_KEY, THIRD_KEY

NUMBER, OTHER = "1234567890121", "3201234567892"
ONE, TWO = IdentityKeys(CHEAP_KEY), IdentityKeys(f"{CHEAP_KEY}\n{SECOND_KEY}")
THREE = IdentityKeys(f"{CHEAP_KEY} {SECOND_KEY} {THIRD_KEY}")


def test_a_number_has_one_digest_and_another_number_another() -> None:
    assert ONE.digest(NUMBER) == ONE.digest(NUMBER)
    assert ONE.digest(NUMBER) != ONE.digest(OTHER)
    assert len(ONE.digest(NUMBER).digest) == 64
    assert ONE.digest(NUMBER).key_id == ONE.current_id


def test_a_digest_does_not_change_from_release_to_release() -> None:
    assert ONE.digest(NUMBER).digest == "a28560576e2190b9e80ea058375297ba10839b98a0d859ae9f82a7543d7cb2bd"


def test_without_the_key_the_digest_is_another() -> None:
    assert IdentityKeys(SECOND_KEY).digest(NUMBER).digest != ONE.digest(NUMBER).digest


def test_a_number_and_a_name_of_the_same_signs_have_different_digests() -> None:
    assert ONE.digest(NUMBER, "name") != ONE.digest(NUMBER)
    assert ONE.quick_digest(NUMBER).digest not in {
        ONE.digest(NUMBER).digest,
        ONE.digest(NUMBER, "name").digest,
    }


def test_a_renewed_digest_is_that_of_the_number_under_all_keys() -> None:
    assert TWO.renew(ONE.digest(NUMBER)) == TWO.digest(NUMBER)
    assert THREE.renew(ONE.digest(NUMBER)) == THREE.digest(NUMBER)
    assert THREE.renew(TWO.digest(NUMBER)) == THREE.digest(NUMBER)
    assert THREE.renew(THREE.digest(NUMBER)) == THREE.digest(NUMBER)
    assert TWO.renew(ONE.quick_digest("12/3")) == TWO.quick_digest("12/3")


def test_while_keys_are_renewed_a_number_is_found_under_either_form() -> None:
    assert THREE.digests(NUMBER) == [ONE.digest(NUMBER), TWO.digest(NUMBER), THREE.digest(NUMBER)]


def test_many_are_digested_in_their_order() -> None:
    assert ONE.digest_all([(NUMBER, "number"), ("a", "name"), (OTHER, "number")]) == [
        ONE.digest(NUMBER),
        ONE.digest("a", "name"),
        ONE.digest(OTHER),
    ]


def test_a_digest_of_a_key_that_is_not_held_is_named() -> None:
    with pytest.raises(UnknownIdentityKey, match="0badc0de"):
        ONE.renew(KeyedDigest("00" * 32, "0badc0de"))


def test_without_a_key_everything_is_refused_with_what_to_do() -> None:
    none = IdentityKeys(" ")
    assert not none
    for act in (none.digest, none.digests, none.quick_digest):
        with pytest.raises(NoIdentityKey, match="IDEA4GOV_IDENTITY_KEY_FILE"):
            act(NUMBER)


@pytest.mark.parametrize(
    "text", ["short", "8:1:short", f"7:1:{'A' * 43}", f"8:0:{'A' * 43}", f"{CHEAP_KEY} {CHEAP_KEY}", "ก" * 43]
)
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="key") as refusal:
        IdentityKeys(text)
    assert text.rpartition(":")[2][:20] not in str(refusal.value).replace("new-key", "")


def test_more_keys_than_anybody_needs_are_refused() -> None:
    keys = (urlsafe_b64encode(bytes([place]) * 32).decode().rstrip("=") for place in range(51))
    with pytest.raises(ValueError, match="more than 50"):
        read_identity_keys("\n".join(keys))


def test_a_new_key_costs_what_this_version_asks() -> None:
    (key,) = read_identity_keys(new_key(b"\x01" * 32).line)
    assert key.memory_kib == MEMORY_KIB


def test_a_file_of_keys_is_made_once_for_its_owner_alone_and_added_to(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = make_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_key_file(path)
    second = add_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert IdentityKeys(path.read_text(encoding="ascii")).ids == (first, second)
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


def test_nothing_is_added_to_what_is_no_file_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("my password", encoding="ascii")
    path.chmod(0o600)
    with pytest.raises(ValueError, match="key 1"):
        add_key(path)
    with pytest.raises(NoSecret):
        add_key(tmp_path / "none")
    assert path.read_text(encoding="ascii") == "my password"
