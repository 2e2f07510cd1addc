"""A balanced staff on wide bands: as many people on each rung of each track, with the same small steps around a share."""

import itertools

STEPS = (-0.06, -0.02, 0.0, 0.03, 0.05)
WIDE = [
    ["Track", "Level", "Grade", "Min", "Mid", "Max", "Kind"],
    *([track, f"{track[0]}{grade}", str(grade), mid * 0.5, mid, mid * 1.5, track.casefold()]
      for track in ("Specialist", "Project", "Manager") for grade, mid in ((5, 100_000), (6, 120_000), (7, 150_000))),
]  # fmt: skip


def staff(**shares):
    """Five people per rung of each track, paid their share of the midpoint · (1 + step); whole and half posts in turn."""
    rows = [["Employee", "Track", "Level", "Base pay", "FTE", "Rating"]]
    posts = itertools.cycle((1, 1, 0.5))
    for track, share in shares.items():
        for level, mid in (("5", 100_000), ("6", 120_000), ("7", 150_000)):
            rows += [
                [f"{track}{level}{step}", track, f"{track[0]}{level}", round(mid * share * (1 + step), 2), next(posts), 3]
                for step in STEPS
            ]
    return rows
