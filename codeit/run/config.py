"""Every setting of a run: the sections, the presets (the one dial) and what overrides them.

A stage receives its own section, never the whole. Unknown fields and values out of range are
errors. The resolved configuration is written into the run folder; `parse_overrides` turns the
command line's `section.field=value` into it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from codeit.errors import ConfigError
from codeit.policy.interface import LearnerConfig, PolicyConfig, RepairConfig, Section
from codeit.run.settings.ablations import ABLATIONS, changes
from codeit.run.settings.presets import PRESETS
from codeit.run.settings.sections import (
    BufferConfig,
    DataConfig,
    ExecutionConfig,
    FrozenConfig,
    LoopConfig,
    MutationConfig,
    NearMissConfig,
    ReplayConfig,
    SearchConfig,
    SequenceConfig,
)
from data.errors import plain, suggestion

__all__ = [
    "PRESETS",
    "BufferConfig",
    "DataConfig",
    "ExecutionConfig",
    "FrozenConfig",
    "LoopConfig",
    "MutationConfig",
    "NearMissConfig",
    "RepairConfig",
    "ReplayConfig",
    "RunConfig",
    "SearchConfig",
    "SequenceConfig",
    "parse_overrides",
    "preset",
]

_PLAIN = "none", "patches"
_SHOWN = 5
"""Wrong settings that one line tells of."""


class RunConfig(Section):
    """All sections and the seed."""

    preset: str = "tiny"
    """Name of the preset it started from; the fields below hold what was resolved."""
    seed: int = Field(17, ge=0)
    """Every generator of every stage is derived from it."""
    ablation: Literal["none", "A1", "A2", "A3", "A4", "A5", "A6", "A7"] = "none"
    """What was left out (`codeit run --ablate`); its settings are among those below."""
    domain: Literal["grids", "sequence"] = "grids"
    """The language and its tasks: `grids` is ARC, `sequence` The KoLMogorov Test's sequences of
    bytes (preset `sequence`)."""
    data: DataConfig = DataConfig()
    execution: ExecutionConfig = ExecutionConfig()
    mutation: MutationConfig = MutationConfig()
    near: NearMissConfig = NearMissConfig()
    search: SearchConfig = SearchConfig()
    repair: RepairConfig = RepairConfig()
    policy: PolicyConfig = PolicyConfig()
    learner: LearnerConfig = LearnerConfig()
    buffer: BufferConfig = BufferConfig()
    replay: ReplayConfig = ReplayConfig()
    frozen: FrozenConfig = FrozenConfig()
    loop: LoopConfig = LoopConfig()
    sequence: SequenceConfig = SequenceConfig()
    proposer: Literal["model", "scripted"] = "model"
    """`scripted` recites seeds in the policy's place, without torch: for dry runs and tests."""

    @model_validator(mode="after")
    def _switches_suit_each_other(self) -> "RunConfig":
        if self.domain != "grids" and (self.data.symmetry, self.policy.encoder) != _PLAIN:
            raise ValueError(f"data.symmetry and policy.encoder turn grids: domain = {self.domain}")
        if self.domain != "grids" and self.loop.ranker == "bits":
            raise ValueError("loop.ranker = bits measures programs on grids: set length instead")
        if self.repair.turns and self.policy.encoder == "frames":
            raise ValueError("repair.turns tell of one position: set policy.encoder = patches")
        if self.policy.plan and (self.domain, self.policy.encoder) != ("grids", "patches"):
            raise ValueError(
                "policy.plan names primitives of the grid language beside patches: leave it 0 with "
                f"domain = {self.domain}, policy.encoder = {self.policy.encoder}"
            )
        if self.repair.turns >= self.policy.samples:
            raise ValueError(
                f"repair.turns = {self.repair.turns} share a task's samples with the first try: "
                f"policy.samples must be at least {self.repair.turns + 1}"
            )
        return self

    @model_validator(mode="after")
    def _comparisons_have_two_sides(self) -> "RunConfig":
        if self.learner.objective != "imitation" and self.policy.samples < 2:
            raise ValueError(
                f"learner.objective = {self.learner.objective} compares programs of one task with "
                "each other: policy.samples must be at least 2"
            )
        if self.repair.reward != "none" and not self.repair.turns:
            raise ValueError(
                f"repair.reward = {self.repair.reward} is of repair turns: set repair.turns"
            )
        if self.repair.reward != "none" and self.learner.objective == "imitation":
            raise ValueError(
                f"repair.reward = {self.repair.reward} compares the programs of a turn: set "
                "learner.objective to agro or spo"
            )
        return self


def preset(name: str, overrides: Mapping[str, Any] | None = None, ablation: str = "") -> RunConfig:
    """The configuration of a preset with some fields set, by dotted name, and an ablation.

    What an ablation sets, no override changes. Raises ConfigError for an unknown preset, field or
    ablation, a value out of range, or another preset among the fields.
    """
    if name not in PRESETS:
        raise ConfigError(f"unknown preset {name!r}: choose one of {', '.join(PRESETS)}")
    tree: dict[str, Any] = {"preset": name}
    if overrides and "preset" in overrides:
        raise ConfigError("preset is no setting to change, it chooses them all: use --preset")
    chosen = _with_ablation({**PRESETS[name], **(overrides or {})}, ablation)
    for dotted, value in chosen.items():
        node = tree
        *sections, field = dotted.split(".")
        for section in sections:
            node = node.setdefault(section, {})
            if not isinstance(node, dict):
                near = suggestion(dotted, _names())
                raise ConfigError(f"unknown setting {plain(dotted)!r}{near}")
        node[field] = value
    return load_config(tree)


def _with_ablation(fields: dict[str, Any], ablation: str) -> dict[str, Any]:
    if "ablation" in fields:
        raise ConfigError("ablation is no setting to change, it chooses several: use --ablate")
    if not ablation:
        return fields
    if ablation not in ABLATIONS:
        raise ConfigError(f"unknown ablation {ablation!r}: choose one of {', '.join(ABLATIONS)}")
    rule = str(fields.get("replay.rule", ReplayConfig().rule))
    return {**fields, **changes(ablation, rule), "ablation": ablation}


def load_config(tree: Mapping[str, Any]) -> RunConfig:
    """A configuration from nested mappings. Raises ConfigError naming field and reason."""
    try:
        return RunConfig.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(explained(error)) from None


def explained(error: ValidationError) -> str:
    """What is wrong with which settings, in one line."""
    problems = error.errors()
    more = [f"and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
    return "; ".join([*map(_explain, problems[:_SHOWN]), *more])


def _explain(problem: Any) -> str:
    field = plain(".".join(map(str, problem["loc"])))
    if problem["type"] == "value_error":  # of several fields together: it names them itself
        return f"{field}: {problem['ctx']['error']}" if field else str(problem["ctx"]["error"])
    if problem["type"] == "extra_forbidden":
        near = suggestion(field, _names()) or " (codeit run --settings lists them)"
        return f"unknown setting {plain(field)!r}{near}"
    return f"setting {field} = {plain(repr(problem['input']))}: {problem['msg']}"


def _names() -> list[str]:
    """Every setting by its dotted name."""
    return [
        f"{section}.{field}" if isinstance(inner, dict) else section
        for section, inner in RunConfig().model_dump().items()
        for field in (inner if isinstance(inner, dict) else [""])
    ]


def parse_overrides(assignments: Iterable[str]) -> dict[str, Any]:
    """Turn `section.field=value` texts into a mapping; values are read as JSON where they can be.

    Raises ConfigError for a text without `=`.
    """
    result: dict[str, Any] = {}
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise ConfigError(f"expected section.field=value, found {plain(text)!r}")
        try:
            result[name.strip()] = json.loads(value)
        except json.JSONDecodeError:
            result[name.strip()] = value
    return result
