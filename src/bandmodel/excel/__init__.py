"""The worksheet functions. `import bandmodel.excel as bm; bm.BM_SPREAD(60000, 90000)` works without Excel too.

A range is a list of rows (a column: a list of one-cell rows, or a flat list); a table's first row holds its headers.
"""

from bandmodel.excel.bands import *  # noqa: F403
from bandmodel.excel.functions import FUNCTIONS
from bandmodel.excel.parity import *  # noqa: F403
from bandmodel.excel.position import *  # noqa: F403
from bandmodel.excel.structure import *  # noqa: F403

__all__ = [*FUNCTIONS]
