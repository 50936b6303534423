"""Provinces and local governments, as everybody may read them."""

from sqlalchemy import select

from idea4gov.store.base import table
from idea4gov.store.models import LocalGovernment, Province
from idea4gov.store.published.source import Source

_province, _local = table(Province).c, table(LocalGovernment).c

PROVINCES = Source(
    select(_province.code, _province.name_th, _province.name_en, _province.region),
    (_province.code,),
    {"region": lambda region: _province.region == region},
)
LOCAL_GOVERNMENTS = Source(
    select(
        _local.code,
        _local.kind,
        _local.name_th,
        _local.name_en,
        _local.province_code,
        _local.district_code,
        _local.dla_code,
    ),
    (_local.code,),
    {
        "province": lambda code: _local.province_code == code,
        "kind": lambda kind: _local.kind == kind,
    },
)
