"""All tables together, and bringing a database to today's schema."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlmodel import SQLModel

import app.records.accounts
import app.records.acquaintances
import app.records.addresses
import app.records.adjudications
import app.records.attachments
import app.records.bridges
import app.records.calibrations
import app.records.comments
import app.records.doubts
import app.records.endpoints
import app.records.events
import app.records.exams
import app.records.figures
import app.records.gold_keys
import app.records.gold_notes
import app.records.honeypots
import app.records.hunts
import app.records.imports
import app.records.inspections
import app.records.labels
import app.records.letters
import app.records.members
import app.records.models
import app.records.notices
import app.records.pauses
import app.records.projects
import app.records.proxies
import app.records.questions
import app.records.readings
import app.records.relabels
import app.records.resemblances
import app.records.revisions
import app.records.searches
import app.records.set_asides
import app.records.sightings
import app.records.subscriptions
import app.records.tasks
import app.records.threads
import app.records.trials  # noqa: F401  every table registers itself by being imported

METADATA = SQLModel.metadata
METADATA.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(url: str) -> Config:
    """Alembic's configuration for a database, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring the database to the newest schema. Safe to repeat."""
    command.upgrade(configuration(url), "head")


async def migrate_async(url: str) -> None:
    """The same from inside a running loop: Alembic runs one of its own."""
    await asyncio.to_thread(migrate, url)
