"""`precedent verify`: walks the hash chain of every log."""

import asyncio

import typer

from app.commands.starting import read_settings, stop
from app.errors import Refused
from app.records.readiness import need_ready
from app.records.verification import verify_database


def verify() -> None:
    """Say whether the log is what was written. Names the first bad row, and fails then; may run
    beside a server."""
    settings = read_settings()
    try:
        need_ready(settings.database)
    except Refused as why:
        stop(why.message)
    verdicts = asyncio.run(verify_database(settings))
    for each in verdicts:
        where = f"project {each.project_id}" if each.project_id else "the instance"
        if each.bad_seq is None:
            print(f"ok   {where}: {each.seq} events")
        else:
            print(f"BAD  {where}: event {each.bad_seq}: {each.why}")
    if any(each.bad_seq is not None for each in verdicts):
        raise typer.Exit(1)
