"""The command `check`: format, lint, types, contracts, templates and security, in one table."""

import subprocess
import time

from tools.environment import VENV, ensure
from tools.steps import ROOT

CHECKS: dict[str, list[str]] = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy", "--strict", "app", "tools"],
    "contracts": ["lint-imports", "--no-cache"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "security": ["bandit", "-q", "-r", "app", "tools", "run.py", "-c", "pyproject.toml"],
}


def check(arguments: list[str]) -> int:
    """Run all checks, or those named; print what failed, then the table. 1 if any failed."""
    ensure("dev")
    outcomes = []
    for name, words in CHECKS.items():
        if arguments and name not in arguments:
            continue
        started = time.monotonic()
        done = subprocess.run(
            [VENV / "bin" / words[0], *words[1:]], cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            print(f"\n--- {name}: {' '.join(words)}\n{done.stdout}{done.stderr}".rstrip())
        outcomes.append((name, time.monotonic() - started, done.returncode))
    print()
    for name, seconds, code in outcomes:
        print(f"  {name:<12}{seconds:7.1f} s  {'FAILED' if code else 'ok'}")
    return int(any(code for _, _, code in outcomes))
