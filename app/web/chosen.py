"""An answer as its form sends it: a field for each thing chosen, or for each dimension."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from app.domain.texts import BodyText

DIMENSION = "answer."


class ChosenForm(BaseModel):
    """`answer` comes once for each thing chosen; `answer.relevant` says what was chosen in the
    dimension of that name, and all dimensions together are one answer, as JSON."""

    model_config = ConfigDict(extra="ignore")

    answer: list[BodyText] = []

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, sent: Any) -> Any:
        if not isinstance(sent, Mapping):
            return sent
        chosen = {
            name.removeprefix(DIMENSION): value
            for name, value in sent.items()
            if name.startswith(DIMENSION) and isinstance(value, str)
        }
        return {**sent, "answer": [json.dumps(chosen)]} if chosen else sent

    @property
    def raw(self) -> object:
        """The same for the action: several answers are a list, one stands for itself."""
        return self.answer if len(self.answer) > 1 else "".join(self.answer)
