"""Small plots of a report as SVG inside the page: shapes only, no script, no style, no font.

Their words stand beside them as words of the page, so that they grow with its letters and are read aloud.
"""

from __future__ import annotations

import drawsvg

from navigator.exchange.report_files import Plot

#: The narrowest phone has room for a bar with its number beside it; nothing is ever scaled, so lengths stay true.
LONGEST, BAR, WIDTH, HEIGHT, EDGE, ROUND = 180, 14, 280, 110, 8, 3
COLOR, FAINT = "#0a5c5c", "#d5dcdc"


def number(value: float | None, unit: str) -> str:
    """A value beside its bar or under its line."""
    return "нет данных" if value is None else f"{value:g}".replace(".", ",") + unit


def bars(plot: Plot) -> list[tuple[str, str, str]]:
    """Label, drawing and number of each bar; the drawing is as wide as the bar is long."""
    most = max((value or 0 for value in plot.values), default=0) or 1
    found = []
    for label, value in zip(plot.labels, plot.values, strict=True):
        length = max(1, round(LONGEST * (value or 0) / most))
        drawing = _drawing(length, BAR)
        drawing.append(drawsvg.Rectangle(0, 0, length, BAR, fill=COLOR))
        found.append((label, _svg(drawing), number(value, plot.unit)))
    return found


def line(plot: Plot) -> str:
    """A line over the labels in their order, from zero up; None is a gap."""
    drawing = _drawing(WIDTH, HEIGHT)
    most = max((value for value in plot.values if value is not None), default=0) or 1
    step = (WIDTH - 2 * EDGE) / max(1, len(plot.labels) - 1)
    floor = HEIGHT - EDGE
    drawing.append(drawsvg.Line(0, floor, WIDTH, floor, stroke=FAINT))
    before: tuple[float, float] | None = None
    for at, value in enumerate(plot.values):
        if value is None:
            before = None
            continue
        point = (round(EDGE + at * step, 1), round(floor - (floor - EDGE) * value / most, 1))
        if before is not None:
            drawing.append(drawsvg.Line(*before, *point, stroke=COLOR, stroke_width=2))
        drawing.append(drawsvg.Circle(*point, ROUND, fill=COLOR))
        before = point
    return _svg(drawing)


def _drawing(width: int, height: int) -> drawsvg.Drawing:
    return drawsvg.Drawing(width, height, aria_hidden="true", focusable="false")


def _svg(drawing: drawsvg.Drawing) -> str:
    text: str = drawing.as_svg(header="")
    return text.replace("<defs>\n</defs>\n", "", 1).replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "", 1)
