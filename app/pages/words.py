"""The words of the house that pages show as they are stored: named here for the catalogs."""

from app.languages import mark, say

WORDS = (
    # roles
    mark("owner"),
    mark("lead"),
    mark("reviewer"),
    mark("labeler"),
    mark("viewer"),
    mark("admin"),
    mark("none"),
    # questions, rulings, and what a ruling says
    mark("open"),
    mark("answered"),
    mark("declined"),
    mark("ruled"),
    mark("duplicate"),
    mark("proposed"),
    mark("in force"),
    mark("in_force"),
    mark("superseded"),
    mark("withdrawn"),
    mark("change"),
    mark("differ"),
    # flags, whose categories rulings share in part
    mark("ambiguous"),
    mark("guideline gap"),
    mark("guideline_gap"),
    mark("contradicts"),
    mark("bad task"),
    mark("bad_task"),
    mark("other"),
    # revisions and their changes
    mark("draft"),
    mark("in review"),
    mark("in_review"),
    mark("approved"),
    mark("published"),
    mark("discarded"),
    mark("editorial"),
    mark("clarifying"),
    mark("substantive"),
    mark("added"),
    mark("changed"),
    mark("moved"),
    mark("ended"),
    mark("heading"),
    mark("rule"),
    # relabels and their items
    mark("seeding"),
    mark("restoring"),
    mark("done"),
    mark("kept"),
    mark("flipped"),
    # assignments, labels and tasks
    mark("leased"),
    mark("parked"),
    mark("submitted"),
    mark("skipped"),
    mark("released"),
    mark("expired"),
    mark("current"),
    mark("taken back"),
    mark("work"),
    mark("correction"),
    mark("relabel"),
    mark("import"),
    mark("restore"),
    mark("full"),
    mark("bad"),
    mark("text"),
    mark("pair"),
    mark("conversation"),
    mark("image"),
    mark("plain"),
    mark("markdown"),
    # kinds of answers
    mark("choice"),
    mark("choices"),
    mark("rating"),
    mark("spans"),
    # discussions, and what one is told of them
    mark("message"),
    mark("task"),
    mark("question"),
    mark("clause"),
    mark("lounge"),
    mark("ruling"),
    mark("person"),
    mark("flag"),
    mark("answer"),
    mark("note"),
    mark("all"),
    mark("mentions"),
    mark("nothing"),
    # imports
    mark("tasks"),
    mark("labels"),
    mark("gold"),
    mark("running"),
    mark("failed"),
    mark("queued"),
    # endpoints and deliveries
    mark("standard"),
    mark("slack"),
    mark("waiting"),
    mark("delivered"),
    mark("given up"),
    mark("given_up"),
    mark("void"),
    # tokens and digests
    mark("read"),
    mark("label"),
    mark("discuss"),
    mark("manage"),
    mark("export"),
    mark("off"),
    mark("daily"),
    mark("weekly"),
    mark("on"),
    mark("failing"),
    # parts of a draft's words
    mark("title"),
    mark("summary"),
    mark("rationale"),
    # colours of answers
    mark("blue"),
    mark("orange"),
    mark("green"),
    mark("red"),
    mark("violet"),
    mark("teal"),
    mark("pink"),
    mark("amber"),
    mark("gray"),
    # why a task is given back, as templates/desk/skip.html offers it
    mark("I cannot read this language"),
    mark("It does not load or is cut off"),
    mark("It distresses me"),
    mark("I know the people in it"),
    mark("I cannot judge this"),
)


def say_topic(topic: str) -> str:
    """What people call the discussion of a topic."""
    kind, _, name = topic.partition(":")
    if kind == "question":
        return say("question %(number)s", number=name)
    if kind == "clause":
        return say("clause %(code)s", code=name)
    return say("the lounge") if kind == "lounge" else say("a task's discussion")
