"""The words that mean the same, from the file that an administrator may edit."""

from functools import cache
from pathlib import Path

from config import SYNONYMS
from idea4gov.domain.synonyms import MAX_BYTES, BadSynonyms, Synonyms, read_synonyms
from idea4gov.outside.settings import ConfigError


def load_synonyms(path: str) -> Synonyms:
    """Read a file of synonyms. Raises ConfigError, which names the line."""
    try:
        with Path(path).open("rb") as file:
            return read_synonyms(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise ConfigError(f"IDEA4GOV_SYNONYMS_FILE cannot be read: {path}: {error.strerror}.") from error
    except BadSynonyms as error:
        raise ConfigError(f"IDEA4GOV_SYNONYMS_FILE cannot be used: {path}, {error}") from error


@cache
def bundled_synonyms() -> Synonyms:
    """Those that idea4gov brings along."""
    return load_synonyms(str(SYNONYMS))
