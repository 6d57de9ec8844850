"""A new text takes over the codes of the old one."""

from app.domain.alignment import align
from app.domain.clauses import Document, import_markdown
from app.domain.documents import highest_number
from tests.domain.material import shared


def codes(document: Document) -> dict[str, str]:
    return {clause.text: clause.code for clause in document.clauses}


def taken_over(old: str, new: str, next_number: int = 50) -> dict[str, str]:
    return codes(align(import_markdown(old), import_markdown(new), next_number))


def test_the_same_text_keeps_its_code_wherever_it_moves() -> None:
    assert taken_over("- one thing\n- another matter", "- another matter\n- one thing") == {
        "another matter": "c2",
        "one thing": "c1",
    }


def test_similar_text_keeps_its_code_and_the_rest_gets_new_ones() -> None:
    old = "- A quoted slur counts as hateful.\n- Swearing alone is fine."
    new = "- Something about bots.\n- A quoted slur does not count as hateful."
    assert taken_over(old, new) == {
        "Something about bots.": "c50",
        "A quoted slur does not count as hateful.": "c1",
    }


def test_the_most_similar_wins() -> None:
    old = "- count every face in the picture"
    new = "- count every face in a picture you see\n- count every face in the pictures"
    assert taken_over(old, new)["count every face in the pictures"] == "c1"


def test_repeated_short_clauses_are_told_apart_by_their_section() -> None:
    old = "# T\n## Replies\n### Do:\n- be kind\n## Prompts\n### Do:\n- be clear"
    new = "# T\n## New\n### Do:\n- be brief\n## Prompts\n### Do:\n- be clear\n## Replies\n### Do:"
    aligned = align(import_markdown(old), import_markdown(new), 50)
    by_place = [(clause.text, clause.code) for clause in aligned.clauses if "Do" in clause.text]
    assert by_place == [("Do:", "c51"), ("Do:", "c5"), ("Do:", "c2")]


def test_parents_are_named_by_the_codes_they_keep() -> None:
    aligned = align(import_markdown("# T\n## A\n- x y z"), import_markdown("# T\n## A\n- x y z"), 9)
    assert [(clause.code, clause.parent) for clause in aligned.clauses] == [
        ("c1", None),
        ("c2", "c1"),
    ]


def test_a_real_history_keeps_most_codes_and_never_uses_one_twice() -> None:
    files = sorted(shared("guideline_openassistant/versions").glob("*.md"))
    document = import_markdown(files[0].read_text(encoding="utf-8"))
    used = {clause.code for clause in document.clauses}
    top = highest_number(document)
    for file in files[1:]:
        plain = import_markdown(file.read_text(encoding="utf-8"))
        following = align(document, plain, top + 1)
        now = [clause.code for clause in following.clauses]
        assert len(now) == len(set(now))
        assert [clause.text for clause in following.clauses] == [c.text for c in plain.clauses]
        before = {clause.code for clause in document.clauses}
        assert not (set(now) - before) & used
        used |= set(now)
        top, document = max(top, highest_number(following)), following
    # 22 rewrites of 38 to 93 clauses, one of them from scratch.
    assert top < 150


def test_many_clauses_are_aligned_without_comparing_each_with_each() -> None:
    old = "\n".join(f"- rule {n} speaks of topic{n} and of nothing else" for n in range(300))
    new = old.replace("speaks of", "now tells about")
    aligned = align(import_markdown(old), import_markdown(new), 1000)
    assert [clause.code for clause in aligned.clauses] == [f"c{n}" for n in range(1, 301)]
