"""Paths among the settings, made absolute, so that a run can be resumed from any folder."""

from pathlib import Path

from sqlalchemy import make_url

from buffer.addresses import without_secret
from codeit.run.config import RunConfig
from data.paths import expanded

__all__ = ["SHIPPED", "placed", "placed_tasks"]

SHIPPED = (Path(__file__).parents[2] / "shipped").resolve()
"""The checkpoint that comes with the package."""

_TASKS = {"arc1", "arc2"}
_SEEDS = {"packaged"}
_CHECKPOINTS = {"shipped", "none"}
"""Names that mean what comes with the packages, even where a folder of that name lies."""

_MEMORY = ":memory:"


def placed(config: RunConfig) -> RunConfig:
    """The same settings with absolute paths, as seen from the current folder.

    What is no path, or leads nowhere, stays as it is: whoever reads it says what is wrong.
    """
    data, policy, buffer = config.data, config.policy, config.buffer
    return config.model_copy(
        update={
            "data": data.model_copy(
                update={
                    "training": placed_tasks(data.training),
                    "search": placed_tasks(data.search),
                    "seeds": _existing(data.seeds, _SEEDS),
                }
            ),
            "policy": policy.model_copy(
                update={"checkpoint": _existing(policy.checkpoint, _CHECKPOINTS)}
            ),
            "buffer": buffer.model_copy(update={"url": _database(buffer.url)}),
        }
    )


def _existing(name: str, reserved: set[str]) -> str:
    path = expanded(name)
    return str(path.resolve()) if name and name not in reserved and path.exists() else name


def placed_tasks(spec: str) -> str:
    """Where tasks are, absolute if it is a path; a `:split` after it stays."""
    path, colon, split = spec.rpartition(":")
    if colon and not expanded(spec).exists():
        return _existing(path, _TASKS) + colon + split
    return _existing(spec, _TASKS)


def _database(url: str) -> str:
    """The file of a database, which need not be there yet; an address loses its password.

    Raises BufferUnavailable for an address that cannot be taken apart.
    """
    if not url or url == _MEMORY:
        return url
    if "://" not in url:
        return str(expanded(url).resolve())
    url = without_secret(url)
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", _MEMORY):
        return url
    place = str(Path(str(parsed.database)).resolve())
    return parsed.set(database=place).render_as_string(hide_password=False)
