"""Random numbers that are the same on every machine: uniforms made from the bits of PCG64.

numpy promises a stable stream of bits for a seed, but not of distributions. A uniform is the upper 53 bits of a draw over
2^53, which is exact; everything made of it here uses only exact arithmetic or is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

MANTISSA = 53  # bits of a float's fraction


def uniforms(seed: int, names: Sequence[str], rows: int) -> dict[str, np.ndarray]:
    """One column of uniforms in [0, 1) for each name. The first rows are the same whatever `rows` is."""
    raw = np.random.PCG64(seed).random_raw(rows * len(names)).reshape(rows, len(names))
    return {name: (raw[:, place] >> np.uint64(64 - MANTISSA)) * 2.0**-MANTISSA for place, name in enumerate(names)}


def chosen(uniform: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Number of the choice that each uniform falls into; `shares` of the choices sum to 1."""
    edges = np.cumsum(np.asarray(shares, float))[:-1]
    return np.searchsorted(edges, uniform, side="right")
