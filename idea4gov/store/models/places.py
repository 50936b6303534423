"""Tables of places: codes are the official ones (TIS 1099; the register of local governments)."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.places.kinds import LOCAL_GOVERNMENT_KINDS, LocalGovernmentKind
from idea4gov.store.base import Base, SortKey, one_of


class Province(Base):
    """A province (จังหวัด). code: two digits. sort_key: its place in Thai order, compared by bytes."""

    __tablename__ = "province"
    __table_args__ = (CheckConstraint("length(code) = 2", "code_shape"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name_th: Mapped[str]
    name_en: Mapped[str]
    region: Mapped[str]
    sort_key: Mapped[str] = mapped_column(SortKey)


class District(Base):
    """A district (อำเภอ, เขต). code: four digits, the first two of them its province's."""

    __tablename__ = "district"
    __table_args__ = (
        CheckConstraint("length(code) = 4 AND substr(code, 1, 2) = province_code", "code_in_province"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"), index=True)
    name_th: Mapped[str]
    name_en: Mapped[str]


class Subdistrict(Base):
    """A subdistrict (ตำบล, แขวง). code: six digits, the first four of them its district's."""

    __tablename__ = "subdistrict"
    __table_args__ = (
        CheckConstraint("length(code) = 6 AND substr(code, 1, 4) = district_code", "code_in_district"),
        CheckConstraint("substr(code, 1, 2) = province_code", "code_in_province"),
        UniqueConstraint("code", "province_code"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"), index=True)
    name_th: Mapped[str]
    name_en: Mapped[str]


class LocalGovernment(Base):
    """A local government (อปท.), by its code in the register. dla_code: its code at the department."""

    __tablename__ = "local_government"
    __table_args__ = (
        one_of("kind", LOCAL_GOVERNMENT_KINDS),
        CheckConstraint("substr(code, 1, 2) = province_code", "code_in_province"),
        # Boards and grants refer to the pair, so that none can name a place of another province.
        UniqueConstraint("code", "province_code"),
        Index("ix_local_government_province_code_sort_key", "province_code", "sort_key"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[LocalGovernmentKind]
    name_th: Mapped[str]
    name_en: Mapped[str]
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("district.code"))
    dla_code: Mapped[str | None]
    sort_key: Mapped[str] = mapped_column(SortKey)


class LocalGovernmentSubdistrict(Base):
    """Which subdistricts a local government covers (a subdistrict may be shared)."""

    __tablename__ = "local_government_subdistrict"

    local_government_code: Mapped[str] = mapped_column(
        ForeignKey("local_government.code", ondelete="CASCADE"), primary_key=True
    )
    subdistrict_code: Mapped[str] = mapped_column(
        ForeignKey("subdistrict.code"), primary_key=True, index=True
    )
