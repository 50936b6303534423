"""Compiled templates, kept for all applications that a process of the tests builds."""

from types import CodeType
from typing import TYPE_CHECKING, cast

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

if TYPE_CHECKING:
    from idea4gov.web.render.environment import LocaleEnvironment


class CompiledTemplates(BytecodeCache):
    """Code by locale variant, template and digest of its source. Compiling costs more than most tests do."""

    def __init__(self) -> None:
        self._codes: dict[tuple[object, ...], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket its code, if it was compiled before."""
        bucket.code = self._codes.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        self._codes[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[object, ...]:
    return cast("LocaleEnvironment", bucket.environment).variant, bucket.key, bucket.checksum


def pytest_configure() -> None:
    """Let every application share the code."""
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
