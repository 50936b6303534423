"""Provinces and local governments."""

from typing import Any

from idea4gov.api.endpoints import ApiAnswer, listing, one, page, single
from idea4gov.api.parameters import GOVERNMENT_KIND, PROVINCE, REGION


@listing("/provinces", "provinces", th="จังหวัดทั้งหมด", en="Every province", filters=(REGION,))
def list_provinces(**asked: Any) -> ApiAnswer:
    """A page of provinces, ordered by code."""
    return page("provinces", **asked)


@single("/provinces/<place:code>", "provinces", th="จังหวัดหนึ่ง", en="One province")
def get_province(code: str) -> ApiAnswer:
    """The province with this code. Raises NotFound."""
    return one("provinces", code)


@listing(
    "/local-governments",
    "local-governments",
    th="องค์กรปกครองส่วนท้องถิ่น",
    en="Local governments",
    filters=(PROVINCE, GOVERNMENT_KIND),
)
def list_local_governments(**asked: Any) -> ApiAnswer:
    """A page of local governments, ordered by code."""
    return page("local-governments", **asked)


@single(
    "/local-governments/<place:code>",
    "local-governments",
    th="องค์กรปกครองส่วนท้องถิ่นแห่งหนึ่ง",
    en="One local government",
)
def get_local_government(code: str) -> ApiAnswer:
    """The local government with this code. Raises NotFound."""
    return one("local-governments", code)
