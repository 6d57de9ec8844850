"""Short posts about people of places that do not exist, with what each one is meant to be."""

from collections.abc import Iterator
from dataclasses import dataclass

GROUPS = ("Vellish people", "the river folk", "people from Osk", "the Tarn families", "Marrowites")
ATTACKS = (
    "{g} are liars, every single one of them",
    "{g} should be driven out of this town",
    "nobody should rent a flat to {g}",
    "{g} are vermin",
    "{g} do not deserve a vote",
    "keep {g} away from our schools",
)
REJECTED = (
    'My neighbour said "{a}" at dinner. I asked him to leave.',
    'Somebody sprayed "{a}" on the library wall. We painted over it this morning.',
    'If you think "{a}", you and I have nothing to talk about.',
    'They shouted "{a}" at my friend on the bus. I reported it.',
    '"{a}" is what they used to print here. Never again.',
    'A caller told the radio host: "{a}". The host hung up on him, rightly.',
)
EMBRACED = (
    'As my uncle always says: "{a}". Finally somebody tells the truth.',
    'Saw a sticker today: "{a}". Made my day, where can I buy one?',
)
PRAISE = (
    "{g} opened a bakery on our street and the bread is wonderful.",
    "Watched the spring parade of {g} today, what colours!",
    "Half of my team are {g}. Best colleagues I ever had.",
    "Does anybody know when {g} hold their lantern market?",
)
HARMLESS = (
    "This damn printer ate my homework again, I hate it.",
    "Who the hell parks a boat on a zebra crossing?",
    "I could kill for a coffee right now.",
    "The referee was blind tonight. Utterly blind.",
    "Stupid rain, stupid umbrella, stupid Monday.",
    "My laptop is garbage and so is its charger.",
    "Politicians, all of them, should try our bus line once.",
    "That film was a crime against popcorn.",
    "The new cinema seats are torture.",
    "Winter can go to hell.",
)
OWN = (
    "We {n} are late to everything, it is a law of nature. Love us anyway.",
    "Only {n} burn soup. I should know, I burned two pots today.",
)
NAMES = ("Vellish", "river folk", "Oskers", "Tarn people", "Marrowites")


@dataclass(frozen=True, slots=True)
class Post:
    """A post, its kind, and the answer that the guideline will give in the end."""

    external_id: str
    text: str
    kind: str
    answer: str


def posts() -> Iterator[Post]:
    """About a hundred posts, in an order that mixes the kinds."""
    found = list(_written())
    for place in range(len(found)):  # 37 has no factor in common with their number
        yield found[place * 37 % len(found)]


def _written() -> Iterator[Post]:
    count = 0
    for kind, answer, texts in _kinds():
        for text in texts:
            count += 1
            yield Post(f"post-{count:03}", text[0].upper() + text[1:], kind, answer)


def _kinds() -> Iterator[tuple[str, str, list[str]]]:
    attacks = [attack.format(g=group) for attack in ATTACKS for group in GROUPS]
    yield "attack", "hateful", [attack + "." for attack in attacks]
    yield "rejected", "not-hateful", [_quote(REJECTED, i, a) for i, a in enumerate(attacks)]
    yield "embraced", "hateful", [_quote(EMBRACED, i, a) for i, a in enumerate(attacks[::3])]
    yield "praise", "not-hateful", [text.format(g=group) for text in PRAISE for group in GROUPS]
    yield "harmless", "not-hateful", list(HARMLESS)
    yield "own", "not-hateful", [text.format(n=name) for text in OWN for name in NAMES]
    yield "rant", "not-hateful", [f"{text} Again. Every week." for text in HARMLESS[:-1]]


def _quote(frames: tuple[str, ...], place: int, attack: str) -> str:
    return frames[place % len(frames)].format(a=attack)
