"""Hunts for what a change affects, on HateCheck: how much they find, judge and claim.

Each of the 12 functionalities in turn is affected; five of its texts are known, and a judge who
never errs answers. Needs ../shared/data beside the project.
"""

from pathlib import Path
from statistics import median

from bench.benches import Bench
from bench.figures import Figure, Goal
from bench.hunting import play_all

ITEMS = Path(__file__).resolve().parents[3] / "shared" / "data" / "hatecheck" / "items.jsonl"
SEEDS = 20


async def run(bench: Bench) -> None:
    """The figures of 240 hunts."""
    played = play_all(ITEMS, SEEDS).values()
    for each in played:
        print(f"    {each.line()}")
    recalls = [recall for each in played for recall in each.recalls]
    least = [min(median(each.recalls) for each in played)]
    bench.tell(
        Figure(
            "least median recall of a functionality", "", least, None, Goal(0.95, "least", "ours")
        )
    )
    many = [sum(each >= 0.9 for each in recalls) / len(recalls)]
    bench.tell(Figure("hunts that find nine in ten", "", many, None, Goal(0.9, "least", "ours")))
    judged = [median(median(each.efforts) for each in played)]
    bench.tell(
        Figure("judged for each affected, median", "", judged, None, Goal(6, "most", "ours"))
    )
    holds = [sum(each.holds for each in played) / len(played)]
    bench.tell(Figure("claims that hold", "", holds, None, Goal(0.95, "least", "ours")))
