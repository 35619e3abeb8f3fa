"""Small plots of a report as SVG inside the page: shapes and words only, no script, no style, no font of their own.

As wide as a small phone, so that their words are never scaled down.
"""

from __future__ import annotations

import drawsvg

from navigator.exchange.report_files import Plot

WIDTH, ITEM, HEIGHT, EDGE, NUMBER = 330, 36, 170, 26, 64
COLOR, INK, FAINT = "#0a5c5c", "#1b1b1b", "#d5dcdc"
_LONGEST = 42
#: Labels and numbers of a line stand at every point up to so many points, else at some of them.
_CROWDED = 6


def draw(plot: Plot) -> str:
    """An ``<svg>`` element of a plot; the table beside it holds the same figures, so readers hear the title alone."""
    drawing = _bars(plot) if plot.kind == "bars" else _line(plot)
    text: str = drawing.as_svg(header="")
    return text.replace("<defs>\n</defs>\n", "", 1).replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "", 1)


def _drawing(plot: Plot, height: int) -> drawsvg.Drawing:
    drawing = drawsvg.Drawing(WIDTH, height, aria_hidden="true", focusable="false")
    drawing.append_title(plot.title)
    return drawing


def _number(value: float, unit: str) -> str:
    return f"{value:g}".replace(".", ",") + unit


def _text(words: str, across: float, down: float, *, middle: bool = False) -> drawsvg.Text:
    return drawsvg.Text(words, 14, across, down, fill=INK, **({"text_anchor": "middle"} if middle else {}))


def _bars(plot: Plot) -> drawsvg.Drawing:
    drawing = _drawing(plot, ITEM * len(plot.labels))
    most = max((value or 0 for value in plot.values), default=0) or 1
    for at, (label, value) in enumerate(zip(plot.labels, plot.values, strict=True)):
        top = at * ITEM
        drawing.append(_text(label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…", 0, top + 13))
        if value is None:
            drawing.append(_text("нет данных", 0, top + 30))
            continue
        length = max(1.0, round((WIDTH - NUMBER) * value / most, 1))
        drawing.append(drawsvg.Rectangle(0, top + 18, length, 13, fill=COLOR))
        drawing.append(_text(_number(value, plot.unit), length + 6, top + 30))
    return drawing


def _line(plot: Plot) -> drawsvg.Drawing:
    drawing = _drawing(plot, HEIGHT)
    most = max((value for value in plot.values if value is not None), default=0) or 1
    step = (WIDTH - 2 * EDGE) / max(1, len(plot.labels) - 1)
    floor, each = HEIGHT - EDGE, 1 if len(plot.labels) <= _CROWDED else 3
    drawing.append(drawsvg.Line(0, floor, WIDTH, floor, stroke=FAINT))
    before: tuple[float, float] | None = None
    for at, (label, value) in enumerate(zip(plot.labels, plot.values, strict=True)):
        across = round(EDGE + at * step, 1)
        told = (len(plot.labels) - 1 - at) % each == 0
        if told:
            drawing.append(_text(label, across, HEIGHT - 8, middle=True))
        if value is None:
            before = None
            continue
        down = round(floor - (floor - EDGE) * value / most, 1)
        if before is not None:
            drawing.append(drawsvg.Line(*before, across, down, stroke=COLOR, stroke_width=2))
        drawing.append(drawsvg.Circle(across, down, 3, fill=COLOR))
        if told:
            drawing.append(_text(_number(value, plot.unit), across, down - 8, middle=True))
        before = (across, down)
    return drawing
