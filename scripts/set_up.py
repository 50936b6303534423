"""Make `.venv` and keep it equal to the lock files: `python -m scripts.set_up run|dev`."""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
WHEELS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
LOCKS = {
    "run": ("requirements.lock",),
    "dev": ("requirements.lock", "requirements-dev.lock", "package-lock.json"),
}


class SetUpError(Exception):
    """Set-up cannot go on; the message says what to do."""


def fingerprint(root: Path, purpose: str, python_version: str) -> str:
    """Digest of everything that decides what belongs into `.venv`.

    purpose: "run" or "dev". The folder counts too: the scripts of an environment hold its absolute path.
    """
    digest = hashlib.sha256(f"{root}\n{python_version}\n".encode())
    for name in ("pyproject.toml", *LOCKS[purpose]):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def stamp_path(root: Path, purpose: str) -> Path:
    """Where the fingerprint of the last complete installation is kept."""
    return root / ".venv" / f"set-up-{purpose}.stamp"


def is_current(root: Path, purpose: str, python_version: str) -> bool:
    """Tell whether `.venv` already holds what the purpose needs; "dev" holds all of "run"."""
    candidates = (purpose, "dev")
    return any(
        stamp.is_file() and stamp.read_text() == fingerprint(root, wanted, python_version)
        for wanted in candidates
        for stamp in [stamp_path(root, wanted)]
    )


def moved(root: Path) -> bool:
    """Tell whether `.venv` was made in another folder, so that its scripts start nothing."""
    script = root / ".venv" / "bin" / "pip"
    if not script.is_file():
        return False
    return str(root / ".venv") not in script.read_text(errors="replace").partition("\n\n")[0]


def environment_version(root: Path) -> str | None:
    """Return "3.x" of a working `.venv`, or None where there is none, it is broken, moved or too old."""
    python = root / ".venv" / "bin" / "python"
    if not python.exists() or moved(root):
        return None
    code = "import sys, pip; print(*sys.version_info[:2], sep='.')"
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    version = answer.stdout.strip()
    usable = answer.returncode == 0 and tuple(map(int, version.split("."))) >= OLDEST_PYTHON
    return version if usable else None


def run(command: list[str | Path], otherwise: str) -> None:
    """Run a command; its output shows only when it fails.

    Raises SetUpError with the last lines of output and `otherwise`, which says what to do.
    """
    done = subprocess.run(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise SetUpError(f"{tail}\n{otherwise}")


def make_environment(root: Path) -> str:
    """Make a fresh `.venv` with the Python that runs this script; return its version."""
    print("Making .venv ...", flush=True)
    run(
        [sys.executable, "-m", "venv", "--clear", root / ".venv"],
        "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv",
    )
    return ".".join(map(str, sys.version_info[:2]))


def install(root: Path, purpose: str) -> None:
    """Install the locked wheels, each checked against its hash, and then the project itself.

    For "dev" also the linter of scripts and style sheets, by the npm that one of the wheels brings.
    """
    lock = root / WHEELS[purpose]
    count = sum("==" in line for line in lock.read_text().splitlines())
    print(f"Installing {count} packages from {lock.name} (a minute or two) ...", flush=True)
    pip: list[str | Path] = [
        root / ".venv" / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install",
    ]  # fmt: skip
    run(
        [*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock],
        "The packages could not be installed. Check the network (or the proxy) and run the same again.",
    )
    run(
        [*pip, "--no-deps", "--no-build-isolation", "-e", root],
        "The project itself could not be installed. 'rm -rf .venv' and run the same again.",
    )
    if purpose == "dev":
        run(
            [root / ".venv" / "bin" / "npm", "ci"],
            "Biome could not be installed. Check the network (or the proxy) and run the same again.",
        )


def set_up(root: Path, purpose: str) -> None:
    """Bring `.venv` up to date; returns at once when it is. Raises SetUpError."""
    version = environment_version(root) or make_environment(root)
    if is_current(root, purpose, version):
        return
    install(root, purpose)
    stamp_path(root, purpose).write_text(fingerprint(root, purpose, version))


def main() -> int:
    """Set up for the purpose named on the command line; return the exit status."""
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        print("usage: python -m scripts.set_up run|dev", file=sys.stderr)
        return 2
    try:
        set_up(ROOT, sys.argv[1])
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
