"""precedent replay FOLDER: play a scenario against a server, and print what came of it."""

import json
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.errors import Refused
from app.replays.clients import Client
from app.replays.folders import read_folder
from app.replays.plays import export, play
from app.replays.servers import throw_away


def replay(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    tasks: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The tasks file.")],
    url: Annotated[str | None, typer.Option(help="A running server.")] = None,
    token: Annotated[str | None, typer.Option(help="An admin's token on it.")] = None,
    database: Annotated[
        str | None, typer.Option(help="The throw-away server's database; it must be empty.")
    ] = None,
    export_to: Annotated[
        Path | None, typer.Option("--export", help="Leave the full export here.")
    ] = None,
) -> None:
    """Play people, labels, threads, rulings, revisions and relabels of FOLDER through the public
    API, and print one JSON object of what the server reports. Without --url and --token it
    starts a server of its own and throws it away."""
    console = Console(stderr=True)
    try:
        if url and token:
            _play(console, Client(url, token), folder, tasks, export_to)
        elif url or token:
            raise typer.BadParameter("--url and --token go together")
        else:
            with console.status("starting a server"), throw_away(database) as (own, admin):
                _play(console, Client(own, admin), folder, tasks, export_to)
    except Refused as refused:
        console.print(f"[red]{refused.title}:[/] {refused.message}")
        raise typer.Exit(1) from refused


def _play(
    console: Console, instance: Client, folder: Path, tasks: Path, export_to: Path | None
) -> None:
    slug = f"replay-{secrets.token_hex(4)}"
    with console.status("reading the folder") as status:
        result = play(instance, read_folder(folder), tasks, slug, status.update)
        if export_to:
            status.update("exporting")
            export(instance, slug, export_to)
    print(json.dumps(result, indent=1, ensure_ascii=False))
