"""How often one may export: each file six times an hour, so that the whole project fits."""

from tests.cast import World
from tests.imports.files import HATE


async def test_each_file_has_its_own_count(world: World) -> None:
    from app.gate.rates import Rates

    world.app.state.rates = Rates(world.settings.model_copy(update={"exports_per_hour": 2}))
    lea = world.client("lea")
    for noun in ("tasks", "labels"):
        for format in ("csv", "jsonl"):
            assert (await lea.get(f"{HATE}/exports/{noun}.{format}")).status_code == 200
        refused = await lea.get(f"{HATE}/exports/{noun}.csv")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
    assert (await lea.get(f"{HATE}/exports")).status_code == 200
    assert (await world.client("rui").get(f"{HATE}/exports/tasks.csv")).status_code == 200
