"""Write a figure to a file: whole or not at all, the same bytes for the same picture.

Used by everything that keeps a picture, `codeit show` and the HTML report included.
"""

import io
from pathlib import Path
from secrets import token_hex

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from viz.errors import UnknownFormat

__all__ = ["DPI", "FORMATS", "encoded", "replace_file", "save"]

FORMATS = ("png", "svg", "pdf")
"""Formats that can be written, named as their file endings."""

DPI = 200
"""Dots per inch of a PNG: sharp on today's screens."""

_UNDATED = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_CANVASES = {"png": FigureCanvasAgg, "svg": FigureCanvasSVG, "pdf": FigureCanvasPdf}


def encoded(figure: Figure, kind: str, *, dpi: int = DPI) -> bytes:
    """The picture as the bytes of a file. Raises UnknownFormat if `kind` is not in FORMATS."""
    if kind not in FORMATS:
        raise UnknownFormat(f"pictures are written as {', '.join(FORMATS)}, not as {kind!r}")
    stream = io.BytesIO()
    with rc_context({"svg.hashsalt": "codeit", "svg.fonttype": "path"}):
        canvas = _CANVASES[kind](figure)
        canvas.print_figure(stream, format=kind, dpi=dpi, metadata=_UNDATED[kind])
    return stream.getvalue()


def save(figure: Figure, path: str | Path, *, dpi: int = DPI) -> Path:
    """Write the picture in the format that the file's ending names, and return the path.

    The file appears whole or not at all. Raises UnknownFormat, or OSError if the folder cannot be
    written to.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        endings = ", ".join(f".{known}" for known in FORMATS)
        raise UnknownFormat(f"{target}: a picture's file name must end in one of {endings}")
    replace_file(target, encoded(figure, kind, dpi=dpi))
    return target


def replace_file(target: Path, content: bytes) -> None:
    """Write a file beside its place and rename it there, so that no reader sees half of it.

    Its folders are made.

    Raises OSError naming `target`.
    """
    part = target.with_name(f".{target.name[:100]}.{token_hex(8)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:  # a name nobody knows, and no link is followed
            file.write(content)
        part.replace(target)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, str(target)) from None
        raise
