"""Comparable pay bands for specialist and manager tracks.

`bandmodel.model.build` turns tables into bands, `bandmodel.excel` holds the worksheet functions (plain Python
functions too), `bandmodel.cli` the command line.
"""

__version__ = "0.1.0"
