"""`precedent init`: the database and its first admin."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Concatenate, ParamSpec, TypeVar

import typer
from sqlmodel import Session

from app.actions.first_admins import invite_admin, make_admin
from app.actions.invitations import Newcomer
from app.commands.migrate import prepare
from app.commands.starting import read_settings, stop
from app.domain.passwords import check_password
from app.errors import Refused
from app.gate.passwords import hash_password
from app.records.edge import Edge
from app.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


def init(
    link: Annotated[bool, typer.Option("--link", help="Print a one-time link instead.")] = False,
) -> None:
    """Make the database and its first admin: asks for name, e-mail and password."""
    settings = read_settings()
    prepare(settings)
    try:
        if link:
            address = asyncio.run(make_link(settings))
            print("Open this once, within a day, to become the admin of this instance:")
            print(address)
        else:
            asyncio.run(make_person(settings, ask()))
            print(f"Done. Start with `precedent serve`, then sign in at {settings.origin}")
    except Refused as why:
        stop(why.message)


def ask() -> tuple[str, str, str]:
    """Name, sign-in name and password, from the keyboard; the password is not shown."""
    name = typer.prompt("Your name")
    email = typer.prompt("E-mail or sign-in name")
    while True:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        try:
            return name, email, check_password(password, name=name, email=email)
        except Refused as why:
            typer.echo(why.message, err=True)


async def make_person(settings: Settings, said: tuple[str, str, str]) -> None:
    """Make the admin."""
    name, email, password = said
    newcomer = Newcomer(name, email, await hash_password(password))
    await once(settings, make_admin, newcomer)


async def make_link(settings: Settings) -> str:
    """An address where the first admin makes themself."""
    secret = await once(settings, invite_admin)
    return f"{settings.origin.rstrip('/')}/invitations/{secret}"


async def once(
    settings: Settings,
    action: Callable[Concatenate[Session, P], R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run one action on the instance, on an edge of our own."""
    edge = Edge(settings)
    await edge.start()
    try:
        return await edge.write(0, action, *args, **kwargs)
    finally:
        await edge.stop()
