"""A person of the script, who does things too: each kind of act, as a browser does it."""

import asyncio

from app.clock import new_ordered_id
from tests.live.chaos.ledger import Said
from tests.live.chaos.script import LOUNGE, PEOPLE, Act
from tests.live.chaos.tabs import ROOT
from tests.live.chaos.viewers import Viewer

NAMING = 0.2  # of the messages name somebody
SIGNS = "👍🎉👀"
TEAM = ("lea", "ada")
LABELERS = ("lin", "sam")


class Somebody(Viewer):
    """One of the five."""

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
        answers = await asyncio.gather(*sending)
        # a lock may fall between two of them: what one door refused, another has taken
        first = min(answers, key=lambda each: each.status_code)
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
        if self.name not in TEAM:
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

    async def _lock(self, act: Act) -> bool:
        if self.name not in TEAM:
            return await self._send(act)
        topic = self.stage.topic(act.where)
        for locked in ("true", "false"):  # or the rest of the run would be silence
            answer = await self.doors.act(f"{ROOT}/threads/{topic}/lock", locked=locked)
            self._accepted(act, answer)
        return True

    async def _flag(self, act: Act) -> bool:
        if self.name not in LABELERS:
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
