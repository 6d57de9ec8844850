"""`precedent export FOLDER`: takes a whole project along from a running server, file by file."""

from pathlib import Path
from typing import Annotated

import httpx2
import typer
from rich.console import Console

from app.commands.imports import TOKEN
from app.commands.starting import stop


def exports(
    folder: Annotated[Path, typer.Argument(file_okay=False)],
    project: Annotated[str, typer.Option(help="The project's name in addresses.")],
    url: Annotated[str, typer.Option(help="The server.")] = "http://127.0.0.1:8000",
    token: Annotated[str, typer.Option(envvar=TOKEN, help="Scope export.")] = "",
    format: Annotated[str, typer.Option(help="jsonl (exact) or csv (for spreadsheets)")] = "jsonl",
    as_of: Annotated[
        str, typer.Option(help="labels and tasks as they stood: 2.0.0, relabel-3, 2026-11-26")
    ] = "",
) -> None:
    """Write every file of the project's export, and HEADS with the log's head of each."""
    console = Console(stderr=True)
    folder.mkdir(parents=True, exist_ok=True)
    headers = {"authorization": f"Bearer {token}"}
    root = f"/api/v1/projects/{project}/exports"
    asked = {"as_of": as_of} if as_of else {}
    heads = []
    with httpx2.Client(base_url=url, headers=headers, timeout=60) as http:
        for file in _read(http, root).json()["files"]:
            if as_of and not file["has_past"]:
                continue
            name = f"{file['noun']}.{format}"
            with http.stream("GET", f"{root}/{name}", params=asked) as answer:
                _check(answer)
                heads.append(f"{answer.headers['x-precedent-head']} {name}")
                with (folder / name).open("wb") as out:
                    for piece in answer.iter_bytes():
                        out.write(piece)
            console.print(f"{name}: {(folder / name).stat().st_size:,} bytes")
    (folder / "HEADS").write_text("\n".join(heads) + "\n", "utf-8")


def _read(http: httpx2.Client, path: str) -> httpx2.Response:
    answer = http.get(path)
    _check(answer)
    return answer


def _check(answer: httpx2.Response) -> None:
    if answer.status_code >= 400:
        answer.read()
        try:
            why = answer.json()["detail"]
        except (ValueError, KeyError):
            why = answer.text[:200]
        stop(f"{answer.request.url.path}: {answer.status_code} {why}")
