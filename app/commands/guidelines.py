"""`precedent guidelines`: a guideline kept as a file, say in Git, and reviewed there.

Exit codes: 0 all is well, 1 refused or not reachable, 2 used wrongly, 3 another version
is in force.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.commands import manuscripts as kept
from app.commands.histories import read_states
from app.commands.imports import TOKEN
from app.commands.manuscripts import Base
from app.domain.clauses import carries_codes, parse_document
from app.domain.manuscripts import (
    bring_together,
    changes_of,
    find_faults,
    read_manuscript,
    strip_codes,
)
from app.errors import Conflict, Invalid, Refused
from app.replays.clients import Client

DIVERGED = 3
guidelines = typer.Typer(no_args_is_help=True, help="The guideline as a file, such as in Git.")
Folder = Annotated[Path, typer.Argument(file_okay=False, help="Where the file is kept.")]
Project = Annotated[str, typer.Option(help="Its name in addresses; else the folder's own.")]
Url = Annotated[str, typer.Option(envvar="PRECEDENT_URL", help="The server.")]
Token = Annotated[str, typer.Option(envvar=TOKEN, help="Yours.")]
SERVER = "http://127.0.0.1:8000"


@guidelines.command()
def pull(
    folder: Folder = Path("."),
    project: Project = "",
    url: Url = SERVER,
    token: Token = "",
    version: Annotated[str, typer.Option(help="This one, not the one in force.")] = "",
    merge: Annotated[bool, typer.Option(help="Put your changes onto what is in force.")] = False,
    force: Annotated[bool, typer.Option(help="Overwrite the file, whatever it says.")] = False,
) -> None:
    """Write the guideline in force into guideline.md, ids and all. A file that was changed is left
    alone: both texts and their merge are put beside it."""
    with _telling():
        base = kept.read_base(folder)
        with Client(url, token) as client:
            theirs = _read_version(client.within(_slug(project, base)), project, base, version)
        mine = kept.read_text(folder) if kept.has_text(folder) else None
        if mine is None or force or mine == theirs.text or _is_same(mine, base, theirs):
            _settle(folder, theirs, theirs.text)
            _say(f"{folder / kept.TEXT}: version {theirs.version}")
            return
        if base is None:
            raise Invalid(f"{folder / kept.TEXT} was not pulled. --force overwrites it.")
        if base.version == theirs.version:
            _say(f"{folder / kept.TEXT} has changes over {base.version}, which is in force.")
            return
        _bring_together(folder, base, mine, theirs, merge)


@guidelines.command()
def push(
    folder: Folder = Path("."),
    project: Project = "",
    url: Url = SERVER,
    token: Token = "",
    message: Annotated[
        str, typer.Option("--message", "-m", help="As in Git: the title, then why.")
    ] = "",
    summary: Annotated[str, typer.Option(help="What labelers should know.")] = "",
    force: Annotated[
        bool, typer.Option(help="Then write the ids of new clauses into the file.")
    ] = False,
) -> None:
    """Send guideline.md as a draft, and print its address. It is reviewed and published there.

    If another version came into force, nothing is sent: both texts and their merge are put beside
    the file."""
    with _telling():
        base, mine = kept.read_base(folder), kept.read_text(folder)
        _need_sound(folder, mine, base.text if base else "")
        slug = _slug(project, base)
        title, _, why = message.strip().partition("\n")
        about = {"title": title.strip(), "summary": summary.strip(), "rationale": why.strip()}
        with Client(url, token) as client:
            inside = client.within(slug)
            try:
                draft = _send(inside, mine, base, about)
            except Conflict as diverged:
                if base is None or not diverged.detail.get("version"):
                    raise
                _bring_together(folder, base, mine, _read_version(inside, slug, base, ""), False)
        if force:
            kept.write(folder, kept.TEXT, draft["markdown"])
        print(f"{client.url}/projects/{slug}/drafts/{draft['number']}")


@guidelines.command()
def check(
    folder: Folder = Path("."),
    project: Project = "",
    url: Annotated[str, typer.Option(help="Ask this server whether the base is in force.")] = "",
    token: Token = "",
    fix: Annotated[bool, typer.Option(help="Write the file in its exact form first.")] = False,
) -> None:
    """Say whether guideline.md can be pushed: that it can be read, each id is its base's and stands
    there once, and the bytes are those that will be kept. Needs no server, unless one is named."""
    with _telling():
        base, mine = kept.read_base(folder), kept.read_text(folder)
        before = base.text if base else ""
        if fix and carries_codes(mine):
            exact = read_manuscript(mine, before)[1]
            if exact != mine:
                kept.write(folder, kept.TEXT, exact)
                mine = exact
        _need_sound(folder, mine, before)
        if base is None:
            _say("Sound. Nothing was pulled yet: a push begins the guideline.")
        else:
            _say(f"Sound. Over {base.version}: {_counted(before, mine)}.")
        if url and base:
            with Client(url, token) as client:
                inside = client.within(_slug(project, base))
                now = inside.get("/guideline")["revision"]
            if now is None or now["version"] != base.version:
                _say(f"{now['version'] if now else 'Nothing'} is in force, not {base.version}.")
                raise typer.Exit(DIVERGED)
            _say(f"{base.version} is in force.")


@guidelines.command()
def history(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The versions.")],
    project: Annotated[str, typer.Option(help="The project's name in addresses.")],
    url: Url = SERVER,
    token: Token = "",
) -> None:
    """Begin a guideline with what it said before: a folder of dated Markdown files, oldest first by
    name, or as its history.jsonl says ({"file", "date", "message", "version"} a line)."""
    with _telling():
        states = read_states(folder)
        with Client(url, token) as client:
            told = client.within(project).post("/guideline/history", {"states": states})
        for each in told["items"]:
            _say(f"{each['version']:>8}  {each['claimed_at'][:10]}  {each['title']}")
        if told["skipped"]:
            _say(f"{told['skipped']} said what the one before them said, and were left out.")
        print(f"{client.url}/projects/{project}/changelog")


def _send(inside: Client, mine: str, base: Base | None, about: dict[str, str]) -> Any:
    if base is not None:
        return inside.post("/guideline/push", {"markdown": mine, "base": base.version, **about})
    draft = inside.post("/guideline", {"markdown": mine})
    said = {name: words for name, words in about.items() if words}
    if not said:
        return draft
    return inside.put(f"/drafts/{draft['number']}/about", said | {"edition": draft["edition"]})


def _read_version(inside: Client, project: str, base: Base | None, version: str) -> Base:
    """The version in force, or another one."""
    asked = {"version": version} if version else {}
    found = inside.get("/guideline", **asked)["revision"]
    if found is None:
        raise Invalid("No guideline is in force yet; push a text to begin it.")
    text = inside.get(f"/revisions/{found['number']}")["markdown"]
    return Base(_slug(project, base), found["version"], found["number"], text)


def _is_same(mine: str, base: Base | None, theirs: Base) -> bool:
    """Whether nothing of the file would be lost: it was not changed since it was pulled, or says
    what is in force, but for the ids of new clauses."""
    before = base.text if base else ""
    if mine == before:
        return True
    if find_faults(mine, before):
        return False
    known = {clause.code for clause in parse_document(before).clauses}
    fresh = {clause.code for clause in parse_document(theirs.text).clauses} - known
    return mine.strip() == strip_codes(theirs.text, fresh).strip()


def _bring_together(folder: Path, base: Base, mine: str, theirs: Base, merge: bool) -> None:
    """Both texts and their merge beside the file; or, where that is wanted, the merge in it."""
    merged = bring_together(base.text, mine, theirs.text, theirs.version)
    named = ", ".join(merged.collisions)
    if merge:
        _settle(folder, theirs, merged.text)
        if not named:
            _say(f"{folder / kept.TEXT}: your changes, over {theirs.version}")
            return
        _say(f"Both changed {named}: choose between the marks in {folder / kept.TEXT}.")
        raise typer.Exit(DIVERGED)
    kept.write(folder, kept.THEIRS, theirs.text)
    kept.write(folder, kept.MERGED, merged.text)
    both = f"Both changed {named}, which stand there twice." if named else "They do not collide."
    _say(f"{theirs.version} is in force; {folder / kept.TEXT} was written over {base.version}.")
    _say(f"Nothing was sent or overwritten. {kept.THEIRS} is what is in force, {kept.MERGED} both.")
    _say(f"{both} `pull --merge` puts it into {kept.TEXT}; `pull --force` drops your changes.")
    raise typer.Exit(DIVERGED)


def _settle(folder: Path, base: Base, text: str) -> None:
    kept.write(folder, kept.TEXT, text)
    kept.write_base(folder, base)
    kept.drop(folder, kept.THEIRS, kept.MERGED)


def _need_sound(folder: Path, text: str, base: str) -> None:
    faults = find_faults(text, base)
    for fault in faults:
        place = f"{folder / kept.TEXT}:{fault.line}" if fault.line else f"{folder / kept.TEXT}"
        _say(f"{place}: {fault.why}.")
    if faults:
        raise typer.Exit(1)


def _counted(base: str, text: str) -> str:
    kinds = [change.kind for change in changes_of(base, text)]
    counts = [f"{kinds.count(kind)} {kind}" for kind in ("added", "changed", "moved", "ended")]
    return ", ".join(each for each in counts if not each.startswith("0 ")) or "no changes"


@contextmanager
def _telling() -> Iterator[None]:
    """What goes wrong ends the command with a line that says why."""
    try:
        yield
    except Refused as refused:
        _say(f"{refused.title}: {' '.join(refused.message.split())}")
        raise typer.Exit(1) from refused


def _say(line: str) -> None:
    Console(stderr=True).print(line, markup=False, highlight=False, soft_wrap=True)


def _slug(project: str, base: Base | None) -> str:
    slug = project or (base.project if base else "")
    if not slug:
        raise Invalid("Say which project: --project hate-speech.")
    return slug
