"""Documents keep up with the code: the settings and the commands."""

import re

import pytest

from app.settings import Settings
from tests.house.tree import report, text

OPERATORS = "docs/operators.md"


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented(field: str) -> None:
    assert f"`PRECEDENT_{field.upper()}`" in text(OPERATORS)


def test_no_setting_is_documented_that_is_none() -> None:
    named = set(re.findall(r"`PRECEDENT_([A-Z_]+)`", text(OPERATORS)))
    unknown = named - {field.upper() for field in Settings.model_fields}
    assert not unknown, report(sorted(unknown))


@pytest.mark.parametrize("command", ["demo", "test"])
def test_the_readme_names_the_two_commands(command: str) -> None:
    assert f"python3 run.py {command}" in text("README.md")


def test_ci_runs_the_command_of_the_readme() -> None:
    assert "python3 run.py test" in text(".ci/run")
