"""Settings from a file: `--config FILE.toml`, with a table for each section."""

import tomllib
from pathlib import Path
from typing import Any

from codeit.errors import ConfigError
from data.files import read_text

__all__ = ["settings_in"]


def settings_in(file: Path) -> dict[str, Any]:
    """The settings of a TOML file by dotted name, and its `preset` under that name.

    Raises ConfigError for a file that is no TOML, UnreadableFile for one that cannot be read.
    """
    try:
        tree = tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: no TOML: {error}") from None
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{field}": inner for field, inner in value.items()}
        else:
            flat[name] = value
    return flat
