"""precedent replay FOLDER: play a scenario against a server, and print what came of it."""

import json
import os
import secrets
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.status import Status

from app.errors import Invalid, Refused
from app.replays.checks import check_folder
from app.replays.clients import Client
from app.replays.folders import Folder, read_folder, tasks_of
from app.replays.plays import export, play
from app.replays.servers import throw_away

TOKEN = "PRECEDENT_TOKEN"  # noqa: S105  the name of a variable
AN_HOUR = 3600.0  # a server lets everybody have each export a few times an hour
QUIET = 2.0
FOLDER = "The scenario: plan.json and the files that it names."
TASKS = "The tasks file; without it, the folder's own."
SERVER = "A running server; --token goes with it."
ADMIN = f"An admin's token on that server; without it, {TOKEN}."
DATABASE = "The database of the throw-away server, empty; without it, an SQLite file."
EXPORT = "Leave the project's full export in this directory."


class Teller:
    """Progress on stderr: one changing line on a terminal, otherwise a line for each stage and
    one every few seconds."""

    def __init__(self, console: Console, status: Status) -> None:
        self._console, self._status = console, status
        self._stage, self._at = "", 0.0

    def __call__(self, text: str) -> None:
        self._status.update(escape(text))
        stage, now = text.partition(", ")[0], time.monotonic()
        if not self._console.is_terminal and (stage != self._stage or now > self._at + QUIET):
            self._stage, self._at = stage, now
            _say(self._console, text)


def replay(
    folder: Annotated[Path, typer.Argument(help=FOLDER)],
    tasks: Annotated[Path | None, typer.Option(help=TASKS)] = None,
    url: Annotated[str | None, typer.Option(help=SERVER)] = None,
    token: Annotated[str | None, typer.Option(help=ADMIN)] = None,
    database: Annotated[str | None, typer.Option(help=DATABASE)] = None,
    export_to: Annotated[Path | None, typer.Option("--export", help=EXPORT)] = None,
) -> None:
    """Play a scenario through the public API: people, tasks, labels, threads, rulings, revisions,
    relabels. Prints one JSON object of what the server reports; progress goes to stderr.

    Without --url and --token it starts a server of its own and throws it away.
    With them it makes a new project there each time, and leaves it.
    """
    console = Console(stderr=True)
    try:
        scenario, file = _read(folder, tasks, export_to)
        token = token or (os.environ.get(TOKEN) if url else None)
        if bool(url) != bool(token) or (url and database):
            raise Invalid("--url goes with --token, and neither with --database.")
        with console.status("starting") as status:
            tell = Teller(console, status)
            if url and token:
                with Client(url, token) as client:
                    result = _play(client, tell, scenario, file, export_to)
            else:
                tell("starting a server")
                with throw_away(database) as (own, admin), Client(own, admin) as client:
                    result = _play(client, tell, scenario, file, export_to)
    except Refused as refused:
        line = " ".join(refused.message.split())
        _say(console, f"[red]{escape(refused.title)}:[/] {escape(line)}", markup=True)
        raise typer.Exit(1) from refused
    print(json.dumps(result, indent=1, ensure_ascii=False))


def _read(folder: Path, tasks: Path | None, export_to: Path | None) -> tuple[Folder, Path]:
    """The scenario and its tasks file; whatever is wrong with them is said before it begins."""
    scenario = read_folder(folder)
    check_folder(scenario)
    file = tasks or tasks_of(folder)
    if not file.is_file():
        raise Invalid(f"{file} is no file.")
    if export_to:
        try:
            export_to.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            raise Invalid(f"{export_to} cannot be written to: {why.strerror}.") from why
    return scenario, file


def _play(
    client: Client, tell: Teller, scenario: Folder, file: Path, export_to: Path | None
) -> object:
    slug = f"replay-{secrets.token_hex(4)}"
    client.patience, client.tell = AN_HOUR, tell
    tell(f"playing {scenario.path.name} as the project {slug} on {client.url}")
    result = play(client, scenario, file, slug, tell)
    if export_to:
        tell("exporting")
        export(client, slug, export_to)
    return result


def _say(console: Console, text: str, *, markup: bool = False) -> None:
    console.print(text, markup=markup, highlight=False, soft_wrap=True)
