"""The `precedent` command: modules of app/commands hold what their names say, or a group of it."""

import importlib
import pkgutil
import sys

import typer

from app import commands

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)


NAMES = {"imports": "import", "exports": "export"}  # a module cannot be called `import`


@app.callback()
def precedent() -> None:
    """Where the people who label data and the people who train on it settle meaning."""


def collect(asked: str = "") -> None:
    """Register the commands, in the order of their names; only the one that is asked for, if there
    is one of that name: the server need not wait for what the others import."""
    modules = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    for name in [each for each in modules if NAMES.get(each, each) == asked] or modules:
        command = getattr(importlib.import_module(f"app.commands.{name}"), name, None)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        elif command is not None:
            app.command(NAMES.get(name, name))(command)


def main() -> None:
    """The entry point."""
    collect(*sys.argv[1:2])
    app()


if __name__ == "__main__":
    main()
