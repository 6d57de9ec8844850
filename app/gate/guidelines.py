"""Reading a guideline file: the long part happens beside the writer, who has others to serve."""

import asyncio

from sqlmodel import Session

from app.actions.drafts import need_editor
from app.domain.clauses import carries_codes, import_markdown
from app.domain.documents import Document
from app.domain.roles import Actor
from app.gate.caller import Caller


async def read_outline(caller: Caller, markdown: str) -> Document | None:
    """What a plain Markdown file says; None for one that carries ids, which is read quickly.
    Refused, before anything is read, to those who may not write drafts."""
    await caller.read(_need_editor)
    if carries_codes(markdown):
        return None
    return await asyncio.to_thread(import_markdown, markdown)


def _need_editor(_: Session, actor: Actor) -> None:
    need_editor(actor)
