"""Scenes of models: pages that follow what is judged of the labels."""

from app.actions.inspections import draw_inspection, judge_suspect
from tests.imports.files import lines, send
from tests.quality.crowds import ask, import_crowd
from tests.quality.test_models import BERT, doubtful
from tests.replay import Stage
from tests.replay_table import scene


@scene("inspections.draw_inspection", "inspections.judge_suspect")
async def inspected(stage: Stage) -> None:
    """Suspected labels are drawn and judged, while the model's page stands open."""
    world = stage.world
    rows, predictions = doubtful()
    await import_crowd(world, ["hateful", "non-hateful"], rows)
    await send(world, lines(*predictions), "predictions", **BERT)
    await ask(world, "models/1")
    looked_at = ("lea quality/models/1#judged", "rui quality/models/1#judged")
    await stage.watch(*looked_at)
    await stage.play(draw_inspection, "lea", 1)
    await stage.play(judge_suspect, "lea", 1, 1, 1, verdict="wrong")
    await stage.play(judge_suspect, "lea", 1, 1, 2, verdict="right")
