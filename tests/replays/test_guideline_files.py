"""`precedent guidelines`: pull, edit, check, push; and what happens when others publish first."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.actions.clauses import edit_clause
from app.commands.guidelines import guidelines
from app.queries.drafts import get_draft
from tests.book.shelf import first_guideline, in_force, new_draft, publish
from tests.cast import World

pytestmark = pytest.mark.pages
Served = tuple[World, str]


async def run(served: Served, *words: object, who: str = "lea") -> tuple[int, str]:
    """The command as a person; its exit code, and all that it said."""
    world, url = served
    environment = {"PRECEDENT_TOKEN": world.people[who].token, "PRECEDENT_URL": url}
    said = [str(word) for word in words]
    result = await asyncio.to_thread(CliRunner().invoke, guidelines, said, env=environment)
    return result.exit_code, result.output


async def publish_edit(world: World, code: str, text: str) -> None:
    """Somebody publishes another text of a clause."""
    number = (await new_draft(world)).number
    await world.write(edit_clause, "lea", number, edition=1, code=code, text=text)
    await publish(world, await world.read(get_draft, "lea", number))


async def test_a_file_goes_out_and_comes_back_as_a_draft(served: Served, tmp_path: Path) -> None:
    world, url = served
    published = await first_guideline(world)
    file = tmp_path / "guideline.md"
    assert (await run(served, "pull", tmp_path, "--project", "hate"))[0] == 0
    assert file.read_bytes() == published.markdown.encode()
    assert (await run(served, "check", tmp_path))[0] == 0
    file.write_text(published.markdown.replace("a slur", "any slur") + "-  a joke\n")
    code, said = await run(served, "check", tmp_path)
    assert (code, "guideline.md:13: it would be kept in other bytes" in said) == (1, True)
    code, said = await run(served, "check", tmp_path, "--fix", "--url", url)
    assert (code, "Over 1.0.0: 1 added, 1 changed." in said) == (0, True)
    code, said = await run(served, "push", tmp_path, "-m", "Jokes\n\nAsked in #3.")
    assert (code, f"{url}/projects/hate/drafts/2\n" in said) == (0, True)
    draft = await world.read(get_draft, "lea", 2)
    assert (draft.title, draft.rationale, draft.state) == ("Jokes", "Asked in #3.", "draft")
    assert (await in_force(world)).version == "1.0.0"
    await publish(world, draft)
    assert (await run(served, "check", tmp_path, "--url", url))[0] == 3
    assert (await run(served, "pull", tmp_path))[0] == 0
    assert file.read_bytes() == (await in_force(world)).markdown.encode()


async def test_nothing_is_lost_where_others_published_first(served: Served, tmp_path: Path) -> None:
    world, _ = served
    await first_guideline(world)
    file = tmp_path / "guideline.md"
    await run(served, "pull", tmp_path, "--project", "hate")
    mine = file.read_text().replace("a slur", "any slur")
    file.write_text(mine)
    await publish_edit(world, "c3", "a threat to it")
    code, said = await run(served, "push", tmp_path)
    assert (code, "Nothing was sent or overwritten" in said) == (3, True)
    assert file.read_text() == mine
    theirs, merged = (tmp_path / f"guideline.{each}.md" for each in ("theirs", "merged"))
    assert theirs.read_text() == (await in_force(world)).markdown
    assert "any slur" in merged.read_text()
    assert "a threat to it" in merged.read_text()
    assert (await run(served, "pull", tmp_path, "--merge"))[0] == 0
    assert (theirs.exists(), merged.exists()) == (False, False)
    assert (await run(served, "push", tmp_path, "--message", "Any slur"))[0] == 0
    await publish_edit(world, "c2", "each slur")
    code, said = await run(served, "pull", tmp_path, "--merge")
    assert (code, "Both changed c2" in said) == (3, True)
    code, said = await run(served, "push", tmp_path)
    assert (code, "a conflict is not settled here" in said) == (1, True)
    assert (await run(served, "pull", tmp_path, "--force"))[0] == 0
    assert file.read_text() == (await in_force(world)).markdown


async def test_a_labeler_cannot_push_and_a_file_of_ones_own_is_not_overwritten(
    served: Served, tmp_path: Path
) -> None:
    world, _ = served
    await first_guideline(world)
    file = tmp_path / "guideline.md"
    file.write_text("mine")
    code, said = await run(served, "pull", tmp_path, "--project", "hate", who="lin")
    assert (code, file.read_text(), "--force" in said) == (1, "mine", True)
    assert (await run(served, "pull", tmp_path, "--project", "hate", "--force", who="lin"))[0] == 0
    file.write_text(file.read_text().replace("a slur", "any slur"))
    code, said = await run(served, "push", tmp_path, who="lin")
    assert (code, "404" in said) == (1, True)


async def test_a_folder_of_dated_files_becomes_the_changelog(
    served: Served, tmp_path: Path
) -> None:
    for date, text in (("2023-01-06", "- a\n- b b b"), ("2023-02-01", "- a\n- b b b c")):
        (tmp_path / f"{date}.md").write_text(f"# T\n\n{text}\n")
    code, said = await run(served, "history", tmp_path, "--project", "hate")
    assert (code, "1.0.0  2023-01-06  2023-01-06" in said) == (0, True)
    (tmp_path / "history.jsonl").write_text('{"file": "../x.md", "date": "2023-01-01"}\n')
    code, said = await run(served, "history", tmp_path, "--project", "hate")
    assert (code, "names a file outside the folder" in said) == (1, True)
