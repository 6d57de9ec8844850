"""Libraries that few requests need and every start would pay for: loaded when first used."""

import importlib
from types import ModuleType


class Later:
    """Stands for a module until something of it is asked for.

    Written as `if TYPE_CHECKING: import numpy as np` with `else: np = Later("numpy")`, so that the
    type checker sees the module itself.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._module: ModuleType | None = None

    def __getattr__(self, name: str) -> object:
        if self._module is None:
            self._module = importlib.import_module(self._name)
        return getattr(self._module, name)
