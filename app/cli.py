"""The `precedent` command."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
