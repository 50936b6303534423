"""Pack the domains of disposable addresses into idea4gov/outside/disposable_domains.xz.

Not part of set-up: the file is in the repository. To make it again, fetch the wheel into a folder
(`pip download --no-deps disposable-email-domains==0.0.293`), set VERSION and DIGEST below, and run
`python -m scripts.disposable_domains FOLDER`. NOTICE names source and licence.
"""

import ast
import hashlib
import io
import lzma
import sys
import zipfile
from pathlib import Path

from idea4gov.outside.disposable_domains import FILE

VERSION = "0.0.293"
DIGEST = "b03e29f3a810a012c200b944ce9ef52ce975da2ea63bcf50d08767bf9e225f8e"
MODULE = "disposable_email_domains/__init__.py"


def main() -> int:
    """Write the file; return 1 where no folder is named."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 1
    path = Path(sys.argv[1]) / f"disposable_email_domains-{VERSION}-py3-none-any.whl"
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != DIGEST:
        raise SystemExit(f"{path} is not the wheel that this script was written for.")
    domains = _read(data)
    FILE.write_bytes(lzma.compress("\n".join(sorted(domains)).encode(), preset=9))
    print(f"{FILE}: {len(domains):,} domains")
    return 0


def _read(wheel: bytes) -> set[str]:
    """The set in the module of the wheel, which is read and not run."""
    source = zipfile.ZipFile(io.BytesIO(wheel)).read(MODULE).decode()
    blocklist = next(one for one in ast.parse(source).body if isinstance(one, ast.Assign))
    domains = ast.literal_eval(blocklist.value)
    assert isinstance(domains, set)
    return {str(domain) for domain in domains}


if __name__ == "__main__":
    sys.exit(main())
