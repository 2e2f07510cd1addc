"""Findings on the Policy table that need the model: settings of a track or a location that there is not."""

from __future__ import annotations

from collections.abc import Iterator

from bandmodel import policy as policies
from bandmodel.core import ladder
from bandmodel.errors import Finding
from bandmodel.model import Model


def owners(model: Model) -> Iterator[Finding]:
    """Settings of one track or location, "Bern: employer on-cost", where no track or location has that name.

    Where nothing names locations, nothing can be told of theirs.
    """
    table = model.inputs.table("Policy")
    named = [(int(row), policies.lookup(str(name))) for row, name in zip(table.index, table["Setting"], strict=True)]
    owned = [(row, *found) for row, found in named if found and found[1].pattern]
    if not owned:
        return
    places = [*model.structure.localities.factors, *model.inputs.table("People")["Location"].unique()]
    known = {"track": ladder.tracks(model.bands), "location": [name for name in dict.fromkeys(places) if name]}
    for row, key, setting in owned:
        owner, what = key.rpartition(": ")[0], setting.name[1:].partition("}")[0]
        if known[what] and owner.casefold() not in {name.casefold() for name in known[what]}:
            yield Finding(
                "setting-unknown", "error", "Policy", row, "Setting", key,
                f'{key}: no {what} is called "{owner}"; the row has no effect.',
                f"Correct the name, or delete the row; {what}s: {', '.join(known[what])}.",
            )  # fmt: skip
