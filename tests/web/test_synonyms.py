"""The file of synonyms that an administrator edits."""

from pathlib import Path

import pytest

from config import Config
from idea4gov.outside.settings import ConfigError
from idea4gov.web.http.synonyms import bundled_synonyms, load_synonyms
from tests.web.conftest import SETTINGS


def test_a_file_of_ones_own_takes_the_place_of_the_bundled_one(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("ลานวัด, ลานธรรม", encoding="utf-8")
    config = Config.from_env({**SETTINGS, "IDEA4GOV_SYNONYMS_FILE": str(file)})
    assert len(load_synonyms(config.synonyms_file).others) == 2
    assert len(bundled_synonyms().others) > 100


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"one, two\nalone", r"synonyms\.txt, line 2: please write"), (None, "cannot be read: .*No such")],
)
def test_what_cannot_be_used_is_said_at_the_start(tmp_path: Path, data: bytes | None, said: str) -> None:
    file = tmp_path / "synonyms.txt"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(ConfigError, match=said):
        load_synonyms(str(file))
