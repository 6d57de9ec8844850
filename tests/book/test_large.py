"""A guideline of 100,000 lines takes as few statements as a small one."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from app.actions.clauses import edit_clause
from app.actions.guidelines import import_guideline
from app.domain.roles import Actor
from app.pages.changelog import page_changelog
from app.pages.drafts import show_draft
from app.pages.guidelines import show_clauses, show_guideline
from app.queries.approvals import get_standing
from app.queries.drafts import get_draft
from tests.book.shelf import new_draft, publish
from tests.cast import World

# a hundred thousand once: what is counted does not depend on how the database keeps them
LINES = {"sqlite": 100_000, "postgresql": 10_000}


def counted(act: Callable[..., Any], *args: Any, **kw: Any) -> Callable[[Session, Actor], int]:
    """The same, giving the number of statements that it took (one of many rows is one)."""

    def run(db: Session, actor: Actor) -> int:
        seen: list[str] = []

        def note(*told: Any) -> None:
            seen.append(told[2])

        connection = db.connection()
        event.listen(connection, "before_cursor_execute", note)
        act(db, actor, *args, **kw)
        db.flush()
        event.remove(connection, "before_cursor_execute", note)
        return len(seen)

    return run


def large(lines: int) -> str:
    """Plain Markdown of about as many lines: a heading, then its rules."""
    return "# Large\n" + "".join(
        f"## Part {n}\n" if n % 100 == 0 else f"- r {n}\n" for n in range(1, lines)
    )


async def test_the_number_of_statements_does_not_follow_the_number_of_lines(
    world: World, dialect: str
) -> None:
    lines = LINES[dialect]
    small = await world.write(counted(import_guideline, markdown=large(200)), "lea")
    many = await world.write(counted(import_guideline, markdown=large(lines)), "lea")
    assert many <= small + 5
    published = await publish(world, await world.read(get_draft, "lea", 2))
    assert published.markdown.count("{#c") == lines - 1
    draft = await new_draft(world)
    code = published.markdown.rsplit("{#", 1)[1].split("}")[0]
    edit = counted(edit_clause, draft.number, edition=1, code=code, text="the last rule")
    assert await world.write(edit, "lea") < 30
    for page, args in (
        (show_guideline, ()),
        (show_guideline, ("", code)),
        (show_draft, (draft.number,)),
        (page_changelog, ()),
        (show_clauses, ("last",)),
    ):
        assert await world.read(counted(page, *args), "lea") < 60, page
    view = await world.read(show_draft, "lea", draft.number)
    assert [diff.code for diff in view.changes.diffs] == [code]
    window = (await world.read(show_guideline, "lea", "", code)).window
    assert (window.total, window.items[-1].code) == (lines - 1, code)
    assert not (await world.edge.read(get_standing, draft)).is_stale
