"""Sizes: where a file or a function must stop."""

import ast

import pytest

from tests.house.tree import CODE, files, parsed, report, text

# A migration is a list of tables, written once and never edited: it is as long as the list.
MIGRATIONS = "app/records/migrations/versions/"
FIRST = {"self", "cls", "db", "actor", "viewer"}  # who asks, and on what: every verb has them
Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines(path: str) -> int:
    """How many lines a file has."""
    return text(path).count("\n")


@pytest.mark.parametrize(
    ("ending", "floors", "stop"),
    [
        (".py", CODE, 300),
        (".html", ("templates",), 120),
        (".js", ("static",), 200),
        (".css", ("static",), 400),
    ],
    ids=["python", "templates", "scripts", "styles"],
)
def test_files_stop_in_time(ending: str, floors: tuple[str, ...], stop: int) -> None:
    paths = [path for path in files(ending, *floors) if not path.startswith(MIGRATIONS)]
    long = [f"{path}: {lines(path)} lines" for path in paths if lines(path) > stop]
    assert paths
    assert not long, f"the stop is {stop}; cut by sub-noun. {report(long)}"


def functions(path: str) -> list[Function]:
    """Every function of a file, nested ones too."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, Function)]


def length(function: Function) -> int:
    """Lines from the `def` to the last one, the docstring not counted: it is no code."""
    first = function.body[0]
    docstring = 0
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        docstring = (first.end_lineno or first.lineno) - first.lineno + 1
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def test_functions_stop_in_time() -> None:
    long = []
    for path in files(".py", *CODE):
        stop = 50 if path.startswith("tests/") else 45
        if not path.startswith(MIGRATIONS):
            long += [
                f"{path}:{each.lineno} {each.name}: {length(each)} lines"
                for each in functions(path)
                if length(each) > stop
            ]
    assert not long, f"the stop is 45 lines, in tests 50. {report(long)}"


def parameters(function: Function) -> int:
    """How many parameters, after the database and the one who asks."""
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in FIRST])


def test_functions_take_at_most_six_parameters() -> None:
    many = [
        f"{path}:{each.lineno} {each.name}: {parameters(each)}"
        for path in files(".py", "app", "tools")
        for each in functions(path)
        if parameters(each) > 6
        and not is_route(each)
        and not path.startswith(("app/cli", "app/commands"))
    ]
    assert not many, f"gather what belongs together in one frozen dataclass. {report(many)}"


def is_route(function: Function) -> bool:
    """Whether it is a route: its parameters are the form fields of a page, and FastAPI's."""
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in {"get", "post", "put", "patch", "delete"}
        for decorator in function.decorator_list
    )


def test_a_docstring_does_not_count_as_code() -> None:
    long = "def f():\n    '''" + "a\n" * 60 + "    '''\n    return 1\n"
    [function] = ast.parse(long).body
    assert isinstance(function, ast.FunctionDef)
    assert length(function) < 10
