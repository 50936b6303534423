"""Texts that are sealed for one purpose are read by nobody else."""

import pytest

from idea4gov.outside.signing import SEALED_MAX, Signer

CODE = "7K3M-9QXT-0ABC-DEFG"
SIGNER = Signer(["a secret of the tests that is long enough"])


def test_a_sealed_text_comes_back_for_its_purpose_alone() -> None:
    sealed = SIGNER.seal("receipt:1:2", CODE)
    assert SIGNER.unseal("receipt:1:2", sealed) == CODE
    assert SIGNER.unseal("receipt:1:3", sealed) != CODE
    assert Signer(["another secret that is long enough"]).unseal("receipt:1:2", sealed) != CODE


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({SIGNER.seal("receipt:1:2", CODE) for _ in range(20)}) == 20


def test_a_text_longer_than_its_pad_is_refused() -> None:
    assert SIGNER.unseal("x", SIGNER.seal("x", "a" * SEALED_MAX)) == "a" * SEALED_MAX
    with pytest.raises(ValueError, match="too long"):
        SIGNER.seal("x", "a" * (SEALED_MAX + 1))
