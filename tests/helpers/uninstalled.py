"""For tests that run a copy of the packages although they are installed for development."""

__all__ = ["UNINSTALLED"]

UNINSTALLED = (
    "import sys; sys.meta_path[:] = "
    "[f for f in sys.meta_path if 'editable' not in type(f).__module__]; "
)
"""Code that forgets a development install, whose finder comes before every path."""
