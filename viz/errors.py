"""Errors of the pictures, all below one base.

VizError
├── UnknownFormat    a picture's file name ends in none of the formats that can be written
└── NothingToDraw    there is no row, no grid or no run to make a picture of
"""

__all__ = ["NothingToDraw", "UnknownFormat", "VizError"]


class VizError(Exception):
    """Base of every error that this package raises."""


class UnknownFormat(VizError):
    """The file name ends in none of the formats that can be written."""


class NothingToDraw(VizError):
    """What should be drawn is empty."""
