"""Embedded data to try the model on: Canada's real ladders (`canada`) and an invented company (`generate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bandmodel.sample.company import generate as generate


def __getattr__(name: str) -> Any:
    """`generate` on first use, so that importing this package does not load pandas."""
    if name == "generate":
        from bandmodel.sample.company import generate

        return generate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
