"""The settings of a run, from what a user gives: a preset, options, `--set`, a TOML file.

A file has a table for each section; options win over it.
"""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeit.errors import ConfigError
from data.files import read_text

if TYPE_CHECKING:
    from codeit.run.config import RunConfig

__all__ = ["configuration", "settings_in"]


def configuration(
    preset: str,
    tasks: str,
    seeds: str,
    seed: int | None,
    assignments: list[str],
    ablate: str,
    *,
    file: Path | None = None,
    skip_bad: bool = False,
) -> "RunConfig":
    """The settings that the options of `codeit run` amount to. Raises ConfigError."""
    from codeit.run import config
    from codeit.run.settings.paths import placed

    overrides: dict[str, Any] = settings_in(file) if file is not None else {}
    preset = preset or str(overrides.pop("preset", "tiny"))
    overrides.pop("preset", None)
    if skip_bad:
        overrides["data.skip_bad"] = True
    if tasks:
        overrides["data.search"] = tasks
    if seeds:
        overrides["data.seeds"] = seeds
    if seed is not None:
        overrides["seed"] = seed
    fields = {**overrides, **config.parse_overrides(assignments)}
    return placed(config.preset(preset, fields, ablate))


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
