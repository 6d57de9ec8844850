"""`precedent mail`: one mail, to try the settings."""

from typing import Annotated

import typer

from app.clock import new_id
from app.commands.starting import read_settings, stop
from app.domain.addresses import check_address
from app.errors import Invalid
from app.followers.smtp import NeverThere, NotNow, NotThis, Server, Unreachable, send
from app.pages.mails import write_trial


def mail(to: Annotated[str, typer.Argument(help="The address to send it to.")]) -> None:
    """Send one mail, and say what the mail server answered. Nothing of the database is read."""
    settings = read_settings()
    if not settings.sends_mail:
        stop("PRECEDENT_SMTP_URL names no mail server.")
    server = Server.of(settings)
    try:
        send(write_trial(check_address(to), settings, new_id()), server)
    except Invalid as why:
        stop(why.message)
    except Unreachable as why:
        stop(f"{server.host}:{server.port} does not take mail from us: {why}")
    except (NeverThere, NotThis, NotNow) as why:
        stop(f"{server.host}:{server.port} did not take this mail: {why}")
    print(f"{server.host}:{server.port} has taken the mail.")
