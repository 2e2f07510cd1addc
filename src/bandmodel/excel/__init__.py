"""The worksheet functions. `import bandmodel.excel as bm; bm.BM_SPREAD(60000, 90000)` works without Excel too.

A range is a list of rows (a column: a list of one-cell rows, or a flat list); a table's first row holds its headers.
"""

from bandmodel.excel.adjusted import (
    BM_ADJUSTED_GAP,
    BM_TRACK_GAP,
)
from bandmodel.excel.bands import (
    BM_MAX,
    BM_MIDPOINT,
    BM_MIN,
    BM_OVERLAP,
    BM_PROGRESSION,
    BM_ROUND,
    BM_SPREAD,
    BM_STEP_RATE,
    BM_STEPS,
)
from bandmodel.excel.careers import (
    BM_ADD_LEVEL,
    BM_BLOCKAGES,
    BM_FORCED,
    BM_MIRROR_TRACK,
    BM_MOVES,
    BM_TRAPPED,
)
from bandmodel.excel.closing import (
    BM_CLOSE_GAP,
)
from bandmodel.excel.decomposition import (
    BM_LOGIB,
    BM_OAXACA,
)
from bandmodel.excel.functions import FUNCTIONS
from bandmodel.excel.market import (
    BM_AGE,
    BM_AGE_DATES,
    BM_BLEND,
    BM_FX,
    BM_GEO,
    BM_LINE,
    BM_MARKET_AT,
    BM_PREDICT,
)
from bandmodel.excel.parity import (
    BM_CAREER_VALUE,
    BM_CEILING,
    BM_EQUIVALENT,
    BM_PARITY,
    BM_PARITY_SPLIT,
    BM_PARITY_WEIGHT,
    BM_SLOPE,
)
from bandmodel.excel.pay_gaps import (
    BM_CATEGORIES,
    BM_PAY_GAP,
    BM_QUARTILES,
)
from bandmodel.excel.people import (
    BM_COMPRESSION,
    BM_COST_TO_MIN,
    BM_MERIT,
    BM_MERIT_COST,
    BM_OFFER,
    BM_PLACE,
    BM_SPAN,
)
from bandmodel.excel.position import (
    BM_COMPA,
    BM_MONTHS,
    BM_PENETRATION,
    BM_STATUS,
)
from bandmodel.excel.scenarios import (
    BM_CHOICE,
    BM_COMPARE,
    BM_SCENARIO,
    BM_SEEK,
)
from bandmodel.excel.structure import (
    BM_BAND,
    BM_BANDS,
    BM_CHANGE,
    BM_EXPLAIN,
    BM_FINDINGS,
    BM_MODEL,
)
from bandmodel.excel.uncertainty import (
    BM_SIMULATE,
    BM_TURNOVER_COST,
)

__all__ = [
    "BM_ADD_LEVEL",
    "BM_ADJUSTED_GAP",
    "BM_AGE",
    "BM_AGE_DATES",
    "BM_BAND",
    "BM_BANDS",
    "BM_BLEND",
    "BM_BLOCKAGES",
    "BM_CAREER_VALUE",
    "BM_CATEGORIES",
    "BM_CEILING",
    "BM_CHANGE",
    "BM_CHOICE",
    "BM_CLOSE_GAP",
    "BM_COMPA",
    "BM_COMPARE",
    "BM_COMPRESSION",
    "BM_COST_TO_MIN",
    "BM_EQUIVALENT",
    "BM_EXPLAIN",
    "BM_FINDINGS",
    "BM_FORCED",
    "BM_FX",
    "BM_GEO",
    "BM_LINE",
    "BM_LOGIB",
    "BM_MARKET_AT",
    "BM_MAX",
    "BM_MERIT",
    "BM_MERIT_COST",
    "BM_MIDPOINT",
    "BM_MIN",
    "BM_MIRROR_TRACK",
    "BM_MODEL",
    "BM_MONTHS",
    "BM_MOVES",
    "BM_OAXACA",
    "BM_OFFER",
    "BM_OVERLAP",
    "BM_PARITY",
    "BM_PARITY_SPLIT",
    "BM_PARITY_WEIGHT",
    "BM_PAY_GAP",
    "BM_PENETRATION",
    "BM_PLACE",
    "BM_PREDICT",
    "BM_PROGRESSION",
    "BM_QUARTILES",
    "BM_ROUND",
    "BM_SCENARIO",
    "BM_SEEK",
    "BM_SIMULATE",
    "BM_SLOPE",
    "BM_SPAN",
    "BM_SPREAD",
    "BM_STATUS",
    "BM_STEPS",
    "BM_STEP_RATE",
    "BM_TRACK_GAP",
    "BM_TRAPPED",
    "BM_TURNOVER_COST",
    "FUNCTIONS",
]
