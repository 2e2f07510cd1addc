"""A chart as a picture of dots, for files that cannot hold the drawing itself: the letters are those of the PDF."""

from __future__ import annotations

from bandmodel.printable import printable
from bandmodel.report.content import Chart
from bandmodel.report.pdf import lettered
from bandmodel.report.svg import drawing
from bandmodel.report.wording import Words

PER_INCH = 144  # dots; a length of 1 in the drawing is a point
PAGE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'


def picture(chart: Chart, words: Words) -> bytes:
    """The chart as PNG, `PER_INCH` dots per inch. A letter that no font of this computer has is an empty box."""
    import typst  # here: loads a library of 80 MB, which nothing else needs

    svg = printable(lettered(drawing.draw(chart, words)))
    return bytes(typst.compile(PAGE, format="png", ppi=PER_INCH, sys_inputs={"svg": svg}))
