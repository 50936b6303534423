"""What is sealed for one purpose is read by nobody else, and tokens outlive a change of the digest."""

from itsdangerous import URLSafeSerializer

from idea4gov.outside.signing import Signer

CODE = "7K3M-9QXT-0ABC-DEFG"
FIRST, SECOND = "a secret of the tests that is long enough", "another secret that is long enough"
SIGNER = Signer([FIRST])


def test_a_sealed_text_comes_back_for_its_purpose_alone() -> None:
    sealed = SIGNER.seal("receipt:1:2", CODE)
    assert CODE not in sealed
    assert SIGNER.unseal("receipt:1:2", sealed) == CODE
    assert SIGNER.unseal("receipt:1:3", sealed) is None
    assert Signer([SECOND]).unseal("receipt:1:2", sealed) is None


def test_what_was_touched_or_is_none_is_not_unsealed() -> None:
    sealed = SIGNER.seal("receipt:1:2", CODE)
    assert SIGNER.unseal("receipt:1:2", f"{sealed[:-4]}AAA=") is None
    for other in ("", "x", "น้ำ", sealed[:20]):
        assert SIGNER.unseal("receipt:1:2", other) is None


def test_a_renewed_secret_unseals_what_the_former_one_sealed() -> None:
    sealed = SIGNER.seal("x", CODE)
    assert Signer([SECOND, FIRST]).unseal("x", sealed) == CODE
    assert SIGNER.unseal("x", Signer([SECOND, FIRST]).seal("x", CODE)) is None


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({SIGNER.seal("receipt:1:2", CODE) for _ in range(20)}) == 20


def test_tokens_are_signed_with_sha_256_and_those_of_before_are_still_known() -> None:
    by_sha_1 = str(URLSafeSerializer(FIRST, salt="idea4gov-x").dumps("secret"))
    assert SIGNER.secret_digest("x", by_sha_1) is not None
    assert len(SIGNER.new_token("x").rpartition(".")[2]) == 43
