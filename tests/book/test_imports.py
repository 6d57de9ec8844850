"""Importing a guideline: identities survive a new text, and files go out and in unchanged."""

from pathlib import Path

import pytest
from sqlmodel import Session

from app.actions.guidelines import import_guideline
from app.domain.clauses import parse_document, render_document
from app.domain.roles import Actor
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.queries.drafts import get_draft
from app.queries.guidelines import list_changes
from tests.book.shelf import PLAIN, first_guideline, publish
from tests.cast import World

SCENARIO = Path(__file__).parents[3] / "shared/data/scenario_quotes"


def changes_of(db: Session, actor: Actor, number: int) -> list[tuple[str, str, str]]:
    """Code, kind and type of what a draft changes."""
    rows = list_changes(db, get_draft(db, actor, number))
    return [(code, change.kind, change.type) for code, change in rows]


async def test_the_first_file_becomes_numbered_clauses(world: World) -> None:
    draft = await world.write(import_guideline, "lea", markdown=PLAIN)
    codes = [clause.code for clause in parse_document(draft.markdown).clauses]
    assert (draft.number, draft.base_id, codes) == (1, None, ["c1", "c2", "c3", "c4", "c5"])
    changes = await world.read(changes_of, "rui", 1)
    assert {kind for _, kind, _ in changes if _ != "title"} == {"added", "changed"}


async def test_a_new_text_keeps_the_identity_of_what_it_says_again(world: World) -> None:
    await first_guideline(world)
    text = PLAIN.replace("a threat against it", "a threat against its members")
    text = text.replace("## Not hateful", "- a call to exclude it\n\n## Not hateful")
    draft = await world.write(import_guideline, "lea", markdown=text)
    assert await world.read(changes_of, "lea", draft.number) == [
        ("c3", "changed", "substantive"),
        ("c6", "added", "substantive"),
    ]


async def test_an_export_comes_back_byte_for_byte(world: World) -> None:
    published = await first_guideline(world)
    assert render_document(parse_document(published.markdown)) == published.markdown
    with pytest.raises(Invalid):
        await world.write(import_guideline, "lea", markdown=published.markdown)
    edited = published.markdown.replace("aimed at nobody", "aimed at no group")
    draft = await world.write(import_guideline, "lea", markdown=edited)
    assert draft.markdown == edited


async def test_another_guidelines_ids_are_not_ours(world: World) -> None:
    await first_guideline(world)
    foreign = "# Spam\n\n## Offers {#c1}\n\n- an offer nobody asked for {#c2}\n"
    draft = await world.write(import_guideline, "lea", markdown=foreign)
    assert [clause.code for clause in parse_document(draft.markdown).clauses] == ["c6", "c7"]


async def test_codes_are_never_used_again(world: World) -> None:
    await first_guideline(world)
    first = await world.write(import_guideline, "lea", markdown=PLAIN + "- a joke about it\n")
    again = await world.write(import_guideline, "lea", markdown=PLAIN + "- praise of a group\n")
    codes = [parse_document(each.markdown).clauses[-1].code for each in (first, again)]
    assert codes == ["c6", "c7"]


@pytest.mark.parametrize(
    ("name", "error"), [("rui", Forbidden), ("lin", NotFound), ("vic", NotFound)]
)
async def test_only_the_ml_team_imports(world: World, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await world.write(import_guideline, name, markdown=PLAIN)


@pytest.mark.parametrize("markdown", ["", " \n", "# T\n\n- a\x00b\n", "# T\n\n- \ud800\n"])
async def test_what_cannot_be_kept_is_refused(world: World, markdown: str) -> None:
    with pytest.raises(Invalid):
        await world.write(import_guideline, "lea", markdown=markdown)


async def test_a_version_may_be_wished_for_but_not_go_back(world: World) -> None:
    wished = await world.write(
        lambda db, actor: import_guideline(db, actor, markdown=PLAIN, version="3.1.0", name="v3"),
        "lea",
    )
    published = await publish(world, wished)
    assert (published.version, published.name) == ("3.1.0", "v3")
    for version, error in (("3.1.0", Conflict), ("2.0.0", Conflict), ("four", Invalid)):
        with pytest.raises(error):
            await world.write(import_guideline, "lea", markdown=PLAIN + "- x\n", version=version)


@pytest.mark.skipif(not SCENARIO.exists(), reason="the shared scenario is not here")
async def test_the_scenarios_second_guideline_adds_one_clause(world: World) -> None:
    for version in ("1", "2"):
        text = (SCENARIO / f"guideline_v{version}.md").read_text("utf-8")
        draft = await world.write(import_guideline, "lea", markdown=text)
        changes = await world.read(changes_of, "lea", draft.number)
        await publish(world, draft)
    kinds = [(kind, type) for code, kind, type in changes if code != "title"]
    assert kinds == [("added", "substantive")]
