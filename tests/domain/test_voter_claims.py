"""Documents claim of voters what the doors of their round prove, and nothing more."""

import pytest

from idea4gov.domain.documents.voter_claims import CLAIMS, claims_of, once_of, voters_checked
from idea4gov.domain.identity.doors import DOORS, PROOFS, Door


def test_every_door_has_its_claim_and_they_stand_in_their_order() -> None:
    assert claims_of(reversed(DOORS)) == [CLAIMS[door] for door in DOORS]
    assert voters_checked(()) == claims_of(()) == []


def test_email_alone_claims_nobody() -> None:
    assert claims_of({"email"}) == ["อีเมล: ยืนยันด้วยอีเมลเท่านั้น ไม่ได้ตรวจตัวบุคคล ที่อยู่และปีเกิดเป็นการแจ้งเอง"]
    assert once_of({"email"}) == "กล่องจดหมายอีเมลหนึ่งกล่องลงคะแนนได้หนึ่งครั้ง"


@pytest.mark.parametrize("door", DOORS)
def test_one_person_one_vote_is_said_of_doors_that_prove_persons(door: Door) -> None:
    assert ("ผู้มีสิทธิหนึ่งคน" in once_of({door})) == PROOFS[door].is_person


@pytest.mark.parametrize("door", DOORS)
def test_the_house_register_is_named_where_somebody_looks_it_up(door: Door) -> None:
    looked_up = PROOFS[door].has_residence and PROOFS[door].is_person and door != "list"
    assert ("ทะเบียนบ้าน" in CLAIMS[door]) == looked_up
