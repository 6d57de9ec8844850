"""Programs of the system that the tests need: found, or installed with apt when root."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from tools.steps import Stop, quietly, step

_fresh = False  # the package lists were updated by this run


def apt_install(package: str) -> None:
    """Install a Debian package; where that is not ours to do, say which one is missing."""
    global _fresh
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(f"{package} is missing: install it (on Debian: apt-get install {package}).")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
    if not _fresh:
        quietly([*apt, "update"], "apt-get update", env=environment)
        _fresh = True
    install = [*apt, "install", "-y", "--no-install-recommends", package]
    quietly(install, f"apt-get install {package}", env=environment)


def chromium() -> str:
    """The path of Chromium."""
    with step("Chromium") as this:
        given = os.environ.get("CHROMIUM", "")
        found = find(given, "chromium", "chromium-browser")
        if not found:
            apt_install("chromium")
            found = find("chromium")
        if not found:
            raise Stop("Chromium is missing: install it, or set CHROMIUM to its path.")
        this.outcome = found
        return found


def headless_shell() -> str:
    """The path of Chromium's headless shell, which paints the same pages in three quarters of the
    time; "" where there is none."""
    with step("Chromium, headless") as this:
        found = find(os.environ.get("HEADLESS_SHELL", ""), "chromium-headless-shell")
        if not found:
            with suppress(Stop):
                apt_install("chromium-headless-shell")
            found = find("chromium-headless-shell")
        this.outcome = found or "not to be had; Chromium does it"
        return found or ""


def redis_server() -> str:
    """The path of redis-server."""
    found = find("redis-server", "valkey-server")
    if not found:
        apt_install("redis-server")
        found = find("redis-server")
    if not found:
        raise Stop("Redis is missing: install redis-server.")
    return found


def postgres_programs() -> Path:
    """The directory that holds initdb and postgres, the newest version first."""
    found = find_postgres()
    if not found:
        apt_install("postgresql")
        found = find_postgres()
    if not found:
        raise Stop("PostgreSQL is missing: install the server (on Debian: postgresql).")
    return found


def find_postgres() -> Path | None:
    """Debian keeps the server's programs off the PATH; others do not."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    for initdb in sorted(debian, key=lambda path: -int(float(path.parts[4]))):
        return initdb.parent
    on_path = shutil.which("initdb")
    return Path(os.path.realpath(on_path)).parent if on_path else None


def find(*names: str) -> str | None:
    """The first of these programs that exists."""
    return next((path for name in names if name and (path := shutil.which(name))), None)
