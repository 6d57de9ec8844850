"""Laws of the floors that can be read off the code."""

import ast
import os
import re
from collections.abc import Iterator

import pytest
from importlinter.cli import lint_imports

from tests.house.tree import ROOT, files, parsed, report, text

EDGE = {"app/records/database.py", "app/records/edge.py"}
FLOORS = {"web", "api", "live", "actions", "pages", "queries", "records", "domain"}


def test_import_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, verbose=False) == os.EX_OK, "see the report above"


def test_every_floor_is_there() -> None:
    there = {path.split("/")[1] for path in files(".py", "app")}
    assert not FLOORS - there


def calls(path: str) -> Iterator[tuple[int, str]]:
    """Line and name of every call in a file: `x.commit()` is "commit"."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def test_only_the_edge_commits() -> None:
    banned = {"commit", "begin_nested", "rollback"}
    paths = [
        path
        for path in files(".py", "app")
        if path not in EDGE | {"app/records/stores.py"} and "/migrations/" not in path
    ]
    found = [
        f"{path}:{line} {name}" for path in paths for line, name in calls(path) if name in banned
    ]
    assert not found, f"one request is one transaction, ended by the edge. {report(found)}"


def test_only_actions_record_events() -> None:
    found = [
        f"{path}:{line}"
        for path in files(".py", "app")
        if not path.startswith(("app/actions/", "app/records/"))
        for line, name in calls(path)
        if name == "record"
    ]
    assert not found, f"state and story share a fate, in actions. {report(found)}"


def test_pages_and_doors_know_of_sql_only_the_session() -> None:
    """They hand a session on to queries and actions; with more they could ask it something."""
    found = [
        f"{path}:{node.lineno} {alias.name}"
        for path in files(".py", "app/web", "app/api", "app/live", "app/followers", "app/pages")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module == "sqlmodel"
        for alias in node.names
        if alias.name != "Session"
    ]
    assert not found, f"move the question to app/queries. {report(found)}"


def table_names() -> set[str]:
    """The names of all table classes."""
    table = re.compile(r"^class (\w+)\([^)]*table=True", re.MULTILINE)
    return {name for path in files(".py", "app/records") for name in table.findall(text(path))}


def test_a_table_is_never_a_form() -> None:
    names = table_names()
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path in files(".py", "app/web", "app/api")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_route(node)
        if words(node.args) & names or any(words(each) & names for each in node.decorator_list)
    ]
    assert names
    assert not found, report(found)


def test_a_table_is_never_part_of_a_view() -> None:
    names = table_names()
    found = [
        f"{path}:{field.lineno} {ast.unparse(field)}"
        for path in files(".py", "app/pages", "app/api", "app/web", "app/live")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for field in node.body
        if isinstance(field, ast.AnnAssign)
        and words(field.annotation) & names
        and not words(field.annotation) & {"Callable"}  # what it takes is not what it holds
    ]
    assert not found, f"views are frozen dataclasses of plain values. {report(found)}"


def words(node: ast.AST) -> set[str]:
    """Every name in a piece of code, those inside quoted annotations too."""
    return set(re.findall(r"\w+", ast.unparse(node)))


def is_route(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a router's decorator stands above it."""
    methods = re.compile(r"\w+\.(get|post|put|patch|delete|websocket)\(")
    return any(methods.match(ast.unparse(each)) for each in function.decorator_list)


def test_nothing_loads_by_itself() -> None:
    """Relationships are lazy="raise": a view that was not built whole must fail in a test."""
    found = [
        f"{path}:{node.lineno}"
        for path in files(".py", "app/records")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"Relationship", "relationship"}
        and "raise" not in ast.unparse(node)
    ]
    assert not found, report(found)


def test_labels_are_only_added() -> None:
    """No statement changes or removes a label: a newer one supersedes it."""
    found = [
        f"{path}:{line}"
        for path in files(".py", "app/actions", "app/followers")
        for line, statement in statements(path)
        if re.match(r"(?:update|delete)\(Label\)", statement)
    ]
    assert not found, report(found)


def statements(path: str) -> Iterator[tuple[int, str]]:
    """Every call of a file as source."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node)
