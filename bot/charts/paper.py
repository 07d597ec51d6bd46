"""A4 pages measured in millimetres from their upper left corner, bound into a PDF that says nothing of who made it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, HIGH = 210.0, 297.0
POINT = 25.4 / 72
SMALLEST = 6.5
NAMELESS = {"CreationDate": None, "Creator": None, "Producer": None}


class Papers:
    """The pages, one after the other; `pdf` when the last is drawn."""

    def __init__(self) -> None:
        self._into = io.BytesIO()

    def __enter__(self) -> Papers:
        from matplotlib import rc_context
        from matplotlib.backends.backend_pdf import PdfPages

        self._manners = rc_context({"font.family": ["DejaVu Sans"], "pdf.fonttype": 42, "hatch.linewidth": 0.6})
        self._manners.__enter__()
        self._bound: Any = PdfPages(self._into, metadata=NAMELESS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bound.close()
        self._manners.__exit__(kind, error, trace)

    @contextmanager
    def page(self) -> Iterator[Paper]:
        """A fresh page."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(WIDE / 25.4, HIGH / 25.4), dpi=72)
        canvas: Any = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDE)
        axes.set_ylim(HIGH, 0)
        axes.axis("off")
        yield Paper(axes, canvas.get_renderer())
        self._bound.savefig(figure)

    @property
    def pdf(self) -> bytes:
        """All of it."""
        return self._into.getvalue()


class Paper:
    """One page."""

    def __init__(self, axes: Axes, renderer: Any) -> None:
        self._axes, self._renderer = axes, renderer

    def write(self, x: float, y: float, words: str, size: float, *, most: float, **look: Any) -> float:
        """One line, centred on the height y; made smaller, then cut, until it is at most `most` wide.

        Returns how wide it is in the end.
        """
        text = self._axes.text(x, y, words, fontsize=size, **{"va": "center_baseline", "parse_math": False, **look})
        while (wide := text.get_window_extent(self._renderer).width * POINT) > most and words:
            if size > SMALLEST:
                size = max(SMALLEST, min(size - 0.5, size * most / wide))
                text.set_fontsize(size)
            else:
                words = words.removesuffix("…")[:-1].rstrip(" ,")
                text.set_text(words + "…")
        return wide

    def rule(self, x: float, to_x: float, y: float, colour: str, width: float) -> None:
        """A level line."""
        self.path([x, to_x], [y, y], colour, width)

    def path(self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float, **look: Any) -> None:
        """A line from point to point."""
        self._axes.plot(xs, ys, color=colour, linewidth=width, solid_capstyle="butt", **look)

    def box(self, x: float, y: float, width: float, height: float, colour: str, **look: Any) -> None:
        """A filled rectangle."""
        from matplotlib.patches import Rectangle

        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, **{"linewidth": 0, **look}))
