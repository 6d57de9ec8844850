"""The environment: .venv synced to a hash lock, and node_modules synced to theirs."""

import hashlib
import json
import os
import shutil
import sys
import venv
from pathlib import Path

from tools.packages import apt_install
from tools.steps import ROOT, Step, Stop, quietly, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "precedent-stamp.json"
UV_HOME = VENV / "uv"
LOCKS = {"runtime": ROOT / "runtime.lock", "dev": ROOT / "dev.lock"}


def ensure(kind: str) -> None:
    """Make .venv hold the lock `kind` ("runtime" or "dev"); never sync a dev one down."""
    stamp = read_stamp()
    if stamp.get("python") != sys.version or not PYTHON.exists():
        stamp = {}
    if stamp.get("kind") == "dev":
        kind = "dev"
    wanted = {"kind": kind, "lock": digest(LOCKS[kind]), "python": sys.version}
    with step("Python packages") as this:
        if stamp == wanted:
            this.outcome = "already there"
        else:
            if not stamp:
                create()
            STAMP.unlink(missing_ok=True)
            this.outcome = sync(LOCKS[kind])
            link()
            STAMP.write_text(json.dumps(wanted))


def create() -> None:
    """Create .venv from nothing."""
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        import ensurepip  # noqa: F401  Debian ships it in a package of its own
    except ImportError:
        apt_install("python3-venv")
    venv.create(VENV, with_pip=True, symlinks=True)


def sync(lock: Path) -> str:
    """Install exactly `lock` with uv, or with pip where uv cannot; say which."""
    try:
        # The system's certificates, since an office's own authority is among them.
        flags = "--quiet --system-certs --require-hashes --python".split()
        quietly([uv(), "pip", "sync", *flags, PYTHON, lock], "uv")
        return "synced with uv"
    except Stop:
        # A private mirror is often set up in pip's configuration, which uv does not read.
        print("    uv could not; trying pip ... ", end="", flush=True)
    quietly([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], "pip")
    return "installed with pip"


def uv() -> Path:
    """The pinned uv, installed beside the packages so that a sync does not remove it."""
    program = UV_HOME / "bin" / "uv"
    if not program.exists():
        pin = ROOT / "tools" / "uv.txt"
        pip = "-m pip install --quiet --require-hashes --target".split()
        quietly([PYTHON, *pip, UV_HOME, "-r", pin], "installing uv")
    return program


def link() -> None:
    """Put the working copy on the path and `precedent` in .venv/bin, without a build."""
    [site] = (VENV / "lib").glob("python3*/site-packages")
    (site / "precedent.pth").write_text(f"{ROOT}\n")
    script = VENV / "bin" / "precedent"
    script.write_text(f"#!{PYTHON}\nfrom app.cli import main\n\nmain()\n")
    script.chmod(0o755)


def node_modules(*, needed: bool) -> None:
    """Install the pinned browser files; without npm say so, and stop only where `needed`."""
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".precedent-stamp"
    with step("browser files") as this:
        if stamp.exists() and stamp.read_text() == digest(lock):
            this.outcome = "already there"
        elif npm := find_npm(needed):
            npm_ci(npm, this, needed)
            if this.outcome == "done":
                stamp.write_text(digest(lock))
        else:
            this.outcome = "no npm: pages load htmx from the CDN, which must be reachable"


def find_npm(needed: bool) -> str | None:
    """Where npm is; installed when it is needed and may be."""
    if not shutil.which("npm") and needed:
        apt_install("npm")
    return shutil.which("npm")


def npm_ci(npm: str, this: Step, needed: bool) -> None:
    """Install exactly the lock file; a demo goes on without, a test does not."""
    try:
        quietly([npm, "ci", "--ignore-scripts", "--loglevel=error"], "npm ci")
    except Stop:
        if needed:
            raise
        this.outcome = "npm ci failed: pages load htmx from the CDN, which must be reachable"


def read_stamp() -> dict[str, str]:
    """What was installed last, or nothing."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def digest(file: Path) -> str:
    """The sha256 of a file, in hex."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def replace_process(*words: str) -> None:
    """Become `.venv/bin/python words...`, so that signals reach the program itself."""
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), *words])  # noqa: S606 no shell is the point
