"""Published files of tests, judged as the command judges a file."""

from idea4gov.domain.pabulib.rows import lines_of_text
from idea4gov.domain.verify import Verdict, verify_lines


def verify(text: str) -> Verdict:
    """The verdict on a whole file. Raises BadPabulib."""
    return verify_lines(lines_of_text(text))
