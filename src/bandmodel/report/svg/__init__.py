"""The report's own charts as SVG: pure functions from a chart's data to text. One file per kind of chart.

Every picture has a title and a description, every mark a tooltip; there is no script, no font file and nothing from
elsewhere. Colours are attributes, so that a picture stands alone in a PDF; a page may override them by class, for dark
screens (`palette`).
"""
