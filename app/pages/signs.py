"""Signs that somebody does not do the work, as sentences that say what was seen and expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.languages import mark, say

NAMES = {
    "guesses": mark("guesses"),
    "one_answer": mark("one answer"),
    "gold": mark("trusted answers missed"),
    "entropy": mark("little variety"),
    "agreement": mark("agreement as by chance"),
    "run": mark("long runs"),
    "fast": mark("faster than reading"),
    "texts": mark("the same remarks"),
    "burst": mark("bursts"),
}


@dataclass(frozen=True, slots=True)
class SignView:
    """A sign: what it is called, what was seen, how strong it is (some, strong), and whether it is
    evidence by itself that somebody guesses."""

    name: str
    title: str
    words: str
    strength: str
    is_ground: bool


def view_signs(found: Sequence[Mapping[str, Any]], grounds: Sequence[str]) -> tuple[SignView, ...]:
    """The signs that are there, evidence first."""
    shown = [each for each in found if each["strength"] != "none"]
    shown.sort(key=lambda each: (each["name"] not in grounds, each["strength"] != "strong"))
    return tuple(
        SignView(name, say(NAMES[name]), say_sign(each), each["strength"], name in grounds)
        for each in shown
        for name in (each["name"],)
    )


def say_sign(sign: Mapping[str, Any]) -> str:
    """What was seen, and what would be expected, in a sentence."""
    figure, expected, facts = sign["figure"], sign["expected"], sign["facts"]
    share = {"share": f"{100 * figure:.0f} %", "usual": f"{100 * (expected or 0):.0f} %"}
    match sign["name"]:
        case "guesses":
            return say(
                "What they answer has hardly to do with what the others take for true: %(figure)s, "
                "at most %(high)s, where 0 is chance and 1 the truth (usual here: %(usual)s).",
                figure=f"{round(figure, 2) + 0.0:.2f}",
                high=f"{facts['high']:.2f}",
                usual="–" if expected is None else f"{expected:.2f}",
            )
        case "one_answer":
            return say(
                "One answer in %(share)s of their labels; others give it in %(usual)s on the same "
                "tasks.",
                **share,
            )
        case "gold":
            return say(
                "%(right)s of %(judged)s trusted answers hit; in any other order their answers "
                "would hit %(usual)s.",
                right=int(facts["right"]),
                judged=int(facts["judged"]),
                usual=share["usual"],
            )
        case "entropy":
            return say(
                "Their answers vary by %(figure)s bits, others’ on the same tasks by %(usual)s.",
                figure=f"{figure:.2f}",
                usual=f"{expected:.2f}",
            )
        case "agreement":
            return say(
                "Others gave the same answer in %(share)s; by chance it would be %(usual)s.",
                **share,
            )
        case _:
            return _say_habit(sign, share)


def _say_habit(sign: Mapping[str, Any], share: Mapping[str, str]) -> str:
    figure, expected, facts = sign["figure"], sign["expected"], sign["facts"]
    match sign["name"]:
        case "run":
            return say(
                "The same answer %(count)s times in a row; %(usual)s would be usual. Tasks that "
                "come sorted do that, too.",
                count=int(figure),
                usual=f"{expected:.0f}",
            )
        case "fast":
            return say(
                "%(share)s of their labels came faster than the task can be read; half of them "
                "took less than %(seconds)s seconds.",
                share=share["share"],
                seconds=f"{facts['median']:.1f}",
            )
        case "texts":
            return say(
                "%(share)s of their remarks nearly repeat another of theirs.", share=share["share"]
            )
        case _:
            return say(
                "Up to %(count)s labels within a minute; %(usual)s is usual here.",
                count=int(figure),
                usual="–" if expected is None else f"{expected:.0f}",
            )
