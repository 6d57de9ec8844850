"""The command `lock`: compile the locks with hashes, naming no host, and the npm lock."""

import shutil
from pathlib import Path

from tools.environment import ensure, uv
from tools.steps import ROOT, Stop, quietly, step

# uv.lock, pylock.toml and `pip lock` all name the hosts of registries; this form does not.
COMPILE = (
    "pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes "
    "--no-emit-index-url --no-emit-find-links --no-header --no-annotate"
).split()


def lock(arguments: list[str]) -> int:
    """Renew runtime.lock, dev.lock (a superset with the same pins) and package-lock.json."""
    unknown = [word for word in arguments if word != "--upgrade"]
    if unknown:
        raise Stop(f"lock takes --upgrade and nothing else, not {unknown[0]}.")
    ensure("runtime")
    words: list[str | Path] = [uv(), *COMPILE, *arguments, "pyproject.toml"]
    with step("runtime.lock"):
        quietly([*words, "-o", "runtime.lock"], "uv pip compile")
    with step("dev.lock"):
        dev = "--group dev -c runtime.lock -o dev.lock"
        quietly([*words, *dev.split()], "uv pip compile")
    with step("package-lock.json") as this:
        npm = shutil.which("npm")
        if npm:
            quietly([npm, "install", "--package-lock-only", "--ignore-scripts"], "npm install")
        else:
            this.outcome = "left as it is: npm is missing"
    for name in ("runtime.lock", "dev.lock", "package-lock.json"):
        if "://" in (ROOT / name).read_text():
            raise Stop(f"{name} names a host; it must not.")
    return 0
