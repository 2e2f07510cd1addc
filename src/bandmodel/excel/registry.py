"""The models that worksheet formulas refer to by handle.

A handle is text that carries the hash of everything the model was built from. An input that changes changes the
handle, and Excel recalculates what depends on it. The registry is bounded and forgets the model that was used least
recently; a handle that it does not hold gives a message that says how to refresh, never a stale figure.

This module holds no worksheet function: xlwings reloads a module of functions when its file changes, which would
empty the registry.
"""

from __future__ import annotations

import re
from collections import OrderedDict

from bandmodel.errors import BandModelError
from bandmodel.excel import recent
from bandmodel.model import Model

HANDLE = re.compile(r"Band model ([0-9a-f]{16})\b.*")
CAPACITY = 64

_models: OrderedDict[str, Model] = OrderedDict()


class LostHandleError(BandModelError):
    """A handle names a model that this Python does not hold: it was restarted, or has seen many models since."""

    def __init__(self) -> None:
        super().__init__("model not loaded; press Refresh (Band Model tab)")


def is_handle(text: str) -> bool:
    """Whether a text has the form of a handle."""
    return HANDLE.fullmatch(text) is not None


def hold(model: Model) -> str:
    """Keep a model and give its handle: "Band model 0123456789abcdef (35 levels, 6 tracks)"."""
    _models[model.key] = model
    _models.move_to_end(model.key)
    while len(_models) > CAPACITY:
        _models.popitem(last=False)
    levels, tracks = len(model.bands), model.bands["Track"].nunique()
    return f"Band model {model.key} ({levels} level{'s' * (levels != 1)}, {tracks} track{'s' * (tracks != 1)})"


def held(handle: str) -> Model:
    """The model of a handle. Raises LostHandleError where it is not held."""
    match = HANDLE.fullmatch(handle)
    model = _models.get(match[1]) if match else None
    if model is None:
        raise LostHandleError
    _models.move_to_end(model.key)
    return model


def forget() -> None:
    """Drop every model, and all that was computed lately, as a restart of Python does."""
    _models.clear()
    recent.forget()
