"""The macro workbook and the add-in, built from code: sheets, VBA project, ribbon, package.

Nothing here runs inside Excel's formulas; `bandmodel.excel` does, and does not import this.
"""
