"""`precedent import FILE`: sends a file to a running server and prints what became of its lines."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from app.errors import Refused
from app.replays.clients import Client

PIECE = 1 << 18
TOKEN = "PRECEDENT_TOKEN"  # noqa: S105  the name of a variable


def imports(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    project: Annotated[str, typer.Option(help="The project's name in addresses.")],
    kind: Annotated[str, typer.Option(help="tasks, labels or gold")] = "tasks",
    url: Annotated[str, typer.Option(help="The server.")] = "http://127.0.0.1:8000",
    token: Annotated[str, typer.Option(envvar=TOKEN, help="Scope import.")] = "",
    how: Annotated[
        list[str] | None,
        typer.Option("--with", help="zone=Europe/Berlin, dry_run=true, fields={...}, ..."),
    ] = None,
) -> None:
    """Import tasks, labels made elsewhere, or gold from CSV or JSONL. Fails when a line was not
    taken; the good ones are kept all the same."""
    console = Console(stderr=True)
    query = {"kind": kind, "filename": file.name}
    query |= dict(each.split("=", 1) for each in how or [] if "=" in each)
    try:
        with Progress(console=console, transient=True) as progress:
            bar = progress.add_task(f"sending {file.name}", total=os.path.getsize(file))
            pieces = _pieces(file, lambda size: progress.advance(bar, size))
            report = Client(url, token).within(project).send("/imports", pieces, **query)
    except Refused as why:
        console.print(f"[red]{why.title}:[/] {why.message}")
        raise typer.Exit(1) from why
    print(json.dumps(report["importing"], indent=1, ensure_ascii=False))
    _tell(console, Client(url, token).within(project), report)
    if report["importing"]["state"] != "done" or report["importing"]["rows_refused"]:
        raise typer.Exit(1)


def _pieces(file: Path, tell: Any) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece
            tell(len(piece))


def _tell(console: Console, client: Client, report: Any) -> None:
    """Every line that was not taken, page by page."""
    path = f"/imports/{report['importing']['key']}"
    while True:
        for fault in report["faults"]:
            console.print(f"line {fault['line']}: {fault['reason']}", markup=False)
        if report["next"] is None:
            return
        report = client.get(path, after=report["next"])
