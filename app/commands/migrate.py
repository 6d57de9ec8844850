"""`precedent migrate`: brings the database to the newest schema."""

from app.commands.starting import read_settings, stop
from app.errors import Refused
from app.records.readiness import inspect_database, refuse_foreign
from app.records.schema import migrate as upgrade
from app.settings import Settings


def migrate() -> None:
    """Make the database, or bring it up to date. Safe to repeat; back it up first."""
    settings = read_settings()
    prepare(settings)
    print("The database is up to date.")


def prepare(settings: Settings) -> None:
    """Bring a database of ours, or a new one, to the newest schema; stop at any other."""
    try:
        refuse_foreign(settings.database, inspect_database(settings.database))
    except Refused as why:
        stop(why.message)
    upgrade(settings.database)
