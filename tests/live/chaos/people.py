"""A person of the script: their tabs, and how each kind of act is done."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx2

from app.clock import new_ordered_id
from tests.live.chaos.doors import Doors
from tests.live.chaos.ledger import Ledger, Said
from tests.live.chaos.script import LOUNGE, PEOPLE, Act
from tests.live.chaos.tabs import ROOT, Tab

# acts of others that a hidden tab misses, on average; one in four is away for much longer, and
# finds that more was said than is replayed
AWAY, LONG = 40, 300
NAMING = 0.2  # of the messages name somebody
SIGNS = "👍🎉👀"


@dataclass(frozen=True, slots=True)
class Stage:
    """What all of them have before them: a task that two hold, and a question."""

    task: str
    question: str

    def topic(self, where: str) -> str:
        """The topic that the script calls lounge, task or question."""
        return {"task": self.task, "question": self.question}.get(where, LOUNGE)


class Somebody:
    """One of the five."""

    def __init__(self, name: str, doors: Doors, ledger: Ledger, stage: Stage) -> None:
        self.name = name
        self.doors = doors
        self.ledger = ledger
        self.stage = stage
        self.tabs: list[Tab] = []
        self.away: list[tuple[int, Tab]] = []

    def look_at(self, *paths: str) -> None:
        """Open tabs."""
        self.tabs += [Tab(self.doors, self.name, path) for path in paths]

    async def do(self, act: Act) -> None:
        """Play one act; whoever was away long enough is back before it."""
        for until, tab in self.away:
            if act.number >= until:
                tab.come_back()
        self.away = [each for each in self.away if not each[1].shown.is_set()]
        doing: Callable[[Act], Awaitable[bool]] = getattr(self, f"_{act.kind}")
        if await doing(act):
            self.ledger.acts[act.kind] += 1

    async def end(self) -> None:
        """Close everything."""
        for tab in self.tabs:
            await tab.end()
        await self.doors.close()

    def _accepted(self, act: Act, answer: httpx2.Response) -> bool:
        """Whether it was done. What is refused is counted, and must be so for a reason."""
        if answer.status_code < 300:
            return True
        assert answer.status_code in (403, 404, 409), f"{act}: {answer.status_code} {answer.text}"
        self.ledger.refused[act.kind] += 1
        return False

    def _tab(self, act: Act) -> Tab:
        return self.tabs[int(act.chance * len(self.tabs))]

    async def _say(self, act: Act, copies: int = 1) -> Said | None:
        """A message, so many times at once; what became of it."""
        topic = self.stage.topic(act.where)
        key, body = str(new_ordered_id()), f"word {act.number} by {self.name}"
        if act.chance < NAMING:  # which makes a notice, and reading it away
            named = PEOPLE[int(act.chance / NAMING * len(PEOPLE))]
            body += f" for @{named.title()}"
        path = f"{ROOT}/threads/{topic}/messages"
        came = self.tabs[0].came[key]
        sending = (self.doors.act(path, key=key, body=body) for _ in range(copies))
        first, *rest = await asyncio.gather(*sending)
        assert all(each.status_code == first.status_code for each in rest), f"{act}: {rest}"
        if not self._accepted(act, first):
            return None
        said = Said(key, topic, self.name, body)
        self.ledger.note(said)
        if topic == LOUNGE:
            self.tabs[0].put(first.text, key, came)
        return said

    async def _send(self, act: Act) -> bool:
        return await self._say(act) is not None

    async def _send_doubly(self, act: Act) -> bool:
        """The same message two or three times at once, as impatience and bad networks do."""
        return await self._say(act, 2 + round(act.chance)) is not None

    async def _change(self, act: Act, verb: str, said: Said | None, **fields: str) -> bool:
        if said is None:
            return False
        came = self.tabs[0].came[said.key]
        answer = await self.doors.act(f"{ROOT}/messages/{said.key}/{verb}", **fields)
        done = self._accepted(act, answer)
        if done and said.topic == LOUNGE:
            self.tabs[0].put(answer.text, said.key, came)
        return done

    async def _edit(self, act: Act) -> bool:
        said = self.ledger.pick(act.chance, by=self.name)
        body = f"put differently {act.number}"
        if not await self._change(act, "edit", said, body=body):
            return False
        assert said
        said.body = body
        return True

    async def _delete(self, act: Act) -> bool:
        said = self.ledger.pick(act.chance, by=self.name)
        if not await self._change(act, "deletion", said):
            return False
        assert said
        self.ledger.end(said.key, "gone")
        return True

    async def _undo(self, act: Act) -> bool:
        """Sent, and taken back at once."""
        said = await self._say(act)
        if said is None or not await self._change(act, "undoing", said):
            return False
        self.ledger.end(said.key, "undone")
        return True

    async def _remove(self, act: Act) -> bool:
        """The ML team takes somebody's message away."""
        if self.name not in ("lea", "ada"):
            return await self._edit(act)
        said = self.ledger.pick(act.chance, but=self.name)
        if not await self._change(act, "removal", said):
            return False
        assert said
        self.ledger.end(said.key, "gone")
        return True

    async def _react(self, act: Act) -> bool:
        said = self.ledger.pick(act.chance, but=self.name)
        if said is None or said.topic != LOUNGE:
            return False
        sign = SIGNS[int(act.chance * 100) % len(SIGNS)]
        given = str(act.chance < 0.7).lower()
        return await self._change(act, "reactions", said, emoji=sign, given=given)

    async def _read(self, act: Act) -> bool:
        """What stands on the screen was looked at for long enough."""
        page = self._tab(act).page
        logs = page.tree.xpath("//*[@data-reading]") if page else []
        orders = [int(each) for log in logs[:1] for each in log.xpath("./*/@data-order")]
        if not orders:
            return False
        upto = orders[min(len(orders) - 1, int(act.chance * len(orders) * 2))]
        answer = await self.doors.ask("PUT", logs[0].get("data-reading"), data={"upto": str(upto)})
        if self._accepted(act, answer):
            self.ledger.read(self.name, logs[0].get("data-topic"), upto)
        return True

    async def _lock(self, act: Act) -> bool:
        if self.name not in ("lea", "ada"):
            return await self._send(act)
        topic = self.stage.topic(act.where)
        for locked in ("true", "false"):  # or the rest of the run would be silence
            answer = await self.doors.act(f"{ROOT}/threads/{topic}/lock", locked=locked)
            self._accepted(act, answer)
        return True

    async def _flag(self, act: Act) -> bool:
        if self.name not in ("lin", "sam"):
            return await self._send(act)
        body = {"category": "guideline_gap", "note": f"doubt {act.number}", "act": "flag"}
        if act.chance < 0.5:
            body["join"] = self.stage.question.partition(":")[2]
        task = self.stage.task.partition(":")[2]
        path = f"{ROOT}/tasks/{task}/flags"
        return self._accepted(act, await self.doors.act(path, key=str(new_ordered_id()), **body))

    async def _reply(self, act: Act) -> bool:
        """The ML team answers the question, and opens it again."""
        if self.name != "lea":
            return await self._send(act)
        path = f"/api/v1{ROOT}/questions/{self.stage.question.partition(':')[2]}"
        reply = {"body": f"reply {act.number}", "key": str(new_ordered_id())}
        done = self._accepted(act, await self.doors.ask("POST", f"{path}/answer", json=reply))
        self._accepted(act, await self.doors.ask("POST", f"{path}/reopening"))
        return done

    async def _cut(self, act: Act) -> bool:
        self._tab(act).cut()
        return True

    async def _hide(self, act: Act) -> bool:
        tab = self._tab(act)
        if not tab.shown.is_set():
            return False
        luck = random.Random(act.chance)
        missed = luck.expovariate(1 / (LONG if luck.random() < 0.25 else AWAY))
        self.away.append((act.number + int(missed), tab))
        await tab.hide()
        return True

    async def _freeze(self, act: Act) -> bool:
        """The tab stops reading, though its socket stays open."""
        tab = self._tab(act)
        tab.awake.clear()
        asyncio.get_running_loop().call_later(act.chance, tab.awake.set)
        return True

    async def _open(self, act: Act) -> bool:
        await self._tab(act).open_anew()
        return True
