"""The `precedent` command: each module of app/commands has a function of its own name."""

import importlib
import pkgutil

import typer

from app import commands

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)


def collect() -> None:
    """Register the commands, in the order of their names. `imports` is called `import`: a module
    cannot be."""
    for name in sorted(module.name for module in pkgutil.iter_modules(commands.__path__)):
        command = getattr(importlib.import_module(f"app.commands.{name}"), name, None)
        if command is not None:
            app.command({"imports": "import", "exports": "export"}.get(name, name))(command)


def main() -> None:
    """The entry point."""
    collect()
    app()


if __name__ == "__main__":
    main()
