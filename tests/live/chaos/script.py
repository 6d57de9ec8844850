"""The script of a run: who does what, and what befalls the servers, all from one seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

PEOPLE = ("lin", "sam", "lea", "rui", "ada")
# five people, each acting every two seconds: what "a minute's worth" means
PER_MINUTE = 150
LOUNGE, TASK, QUESTION = "lounge", "task", "question"

# kind of act -> how often, in a thousand
ACTS = {
    "send": 470,
    "send_doubly": 90,
    "edit": 90,
    "delete": 30,
    "undo": 40,
    "react": 60,
    "read": 90,
    "remove": 12,
    "lock": 4,
    "flag": 6,
    "reply": 6,
    "cut": 45,
    "hide": 30,
    "freeze": 15,
    "open": 12,
}
# what happens to the servers, once in so many acts
WEATHER = {"terminate": 260, "kill": 350, "epoch": 700}
LITTLE = 200  # acts: a script so short has one restart and one change of the epoch


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does, or that happens (`who` is empty). `chance` is the luck of it,
    from 0 to 1: which message, which thread, which process."""

    number: int
    kind: str
    who: str
    where: str
    chance: float


def write_script(seed: int, count: int) -> list[Act]:
    """So many acts, with weather between them."""
    luck = random.Random(seed)
    weather = dict(_weather(luck, count))
    script: list[Act] = []
    for number in range(count):
        if number in weather:
            script.append(Act(number, weather[number], "", "", luck.random()))
        kind = luck.choices(list(ACTS), list(ACTS.values()))[0]
        who = luck.choice(PEOPLE)
        where = luck.choices((LOUNGE, TASK, QUESTION), (70, 20, 10))[0]
        script.append(Act(number, kind, who, where, luck.random()))
    return script


def _weather(luck: random.Random, count: int) -> Iterator[tuple[int, str]]:
    kinds = WEATHER if count > LITTLE else {luck.choice(("terminate", "kill")): 1, "epoch": 1}
    for kind, apart in kinds.items():
        for _ in range(max(1, round(count / apart) if count > LITTLE else 1)):
            yield luck.randrange(count // 10, count), kind
