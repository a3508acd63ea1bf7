"""What the loop knows of a policy: two protocols, one report, and their settings. No torch here.

A policy proposes programs for tasks; a learner improves it from experiences. Both may share one
model, but the loop never sees that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator

from buffer.experience import Experience
from codeit.proposers.candidate import Candidate
from data.tasks import Task

__all__ = [
    "LearnReport",
    "Learner",
    "LearnerConfig",
    "Policy",
    "PolicyConfig",
    "Progress",
    "RepairConfig",
    "Section",
]

LEAST_SPO_BETA = 0.3
"""Below it the offset from 24 samples is off by more than a fifth of its value where one sample
in twenty succeeds (`codeit.objectives.spo.offset_bias(0.05, 24, beta)`)."""
Progress = Callable[[str, float, float], None]
"""Told (what is counted, how many are done, how many there will be) now and then."""


@dataclass(frozen=True, slots=True)
class LearnReport:
    """What one call of `Learner.learn` did."""

    loss: float
    """Mean bits per program token over the call, before each step; 0 if nothing was learnt."""
    examples: int
    """Examples seen, counted once per epoch."""
    steps: int
    """Optimiser steps taken."""
    seconds: float
    """Wall-clock seconds."""
    skipped: int = 0
    """Steps among them that changed nothing, since the gradient was no number."""


class Policy(Protocol):
    """Proposes programs."""

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        """At most `samples` candidates for each task, in the order of `tasks`.

        The same weights, tasks, `samples` and `seed` give the same candidates on one device.
        """


class Learner(Protocol):
    """Improves the policy from experiences, and keeps it."""

    def learn(
        self,
        experiences: Sequence[Experience],
        tasks: Mapping[str, Task],
        seed: int,
        progress: Progress | None = None,
    ) -> LearnReport:
        """Train on experiences: inputs from `tasks`, outputs as realised (hindsight).

        A demonstration whose output is None is dropped; an experience without any is skipped.
        Raises KeyError if a task is missing.
        """

    def save(self, folder: Path) -> None:
        """Write weights, optimiser and schedule to `folder`, whole or not at all."""

    def load(self, folder: Path) -> None:
        """Restore what `save` wrote. Raises CheckpointError if it is missing, torn or foreign."""


class Section(BaseModel):
    """Base of all settings: frozen, strict about names, docstrings are the descriptions."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class PolicyConfig(Section):
    """The model and how programs are sampled from it."""

    checkpoint: str = Field("shipped", min_length=1)
    """Where the weights come from: `shipped` (the policy that comes with the package), `none`
    (random weights), a folder written by this package, or a T5 checkpoint with its tokenizer,
    by local folder or name on the Hugging Face hub (`Salesforce/codet5p-220m`)."""
    width: int = Field(192, ge=8, multiple_of=2)
    """Model width; with the five sizes below it describes random weights only: a checkpoint
    brings its own."""
    heads: int = Field(6, ge=1)
    """Attention heads."""
    feed_forward: int = Field(512, ge=8)
    """Inner width of the gated feed-forward layers."""
    encoder_layers: int = Field(3, ge=1)
    """Layers that read the grids."""
    decoder_layers: int = Field(3, ge=1)
    """Layers that write the program."""
    dropout: float = Field(0.0, ge=0, lt=1)
    """Dropout while training."""
    positions: int = Field(320, ge=102)
    """Longest prompt in positions (embedded models); whole pairs are dropped beyond it. One pair
    of 30x30 grids takes 101."""
    prompt_tokens: int = Field(1023, ge=32)
    """Longest text prompt in tokens (pretrained models); whole pairs are dropped beyond it."""
    program_tokens: int = Field(512, ge=8)
    """Longest sampled program in tokens."""
    samples: int = Field(24, ge=1)
    """Programs sampled for each task in a meta-iteration."""
    temperature: float = Field(0.4, ge=0)
    """Softmax temperature; 0 always takes the likeliest token. The paper's is 0.95; lower ones hit
    more often and repeat more (`LOG.md`)."""
    top_p: float = Field(1.0, gt=0, le=1)
    """Sample only among the likeliest tokens that together have this probability."""
    unique: bool = True
    """Every program at most once for a task: embedded models draw without replacement, of others'
    samples what came out before is dropped."""
    fresh: bool = True
    """Whether, for every sample that is known on its task already, another is drawn in its
    place."""
    demonstrations: int = Field(0, ge=0)
    """Most demonstrations in a prompt, the first ones; 0 is all that fit (A5: 1)."""
    max_lines: int = Field(8, ge=1, le=64)
    """Most lines of a sampled program (embedded models; others end at `program_tokens`)."""
    plan: int = Field(0, ge=0, le=16)
    """Plan prefix: so many primitives are named in the prompt before the program is written
    (embedded models on grids): in learning primitives of the program, for every second example; in
    sampling those that the auxiliary head finds likeliest. 0 is none."""
    dead_line_penalty: float = Field(2.0, ge=0)
    """Nats taken from the chance to end for every line that nothing has used (embedded models)."""
    encoder: Literal["patches", "frames"] = "patches"
    """How grids become a prompt (embedded models): `patches` of three by three cells, or the same
    of all eight turned and mirrored copies (`frames`), which makes the policy blind to position."""
    constraint: Literal["natural", "types", "names"] = "natural"
    """What may be sampled (embedded models): only what still parses (`names`), also type-checks
    (`types`), and also makes sense by its types (`natural`). Pretrained models write any text;
    what does not parse is dropped."""
    tasks_at_once: int = Field(8, ge=1)
    """Tasks decoded in one batch."""
    device: str = "auto"
    """`auto` (a GPU if there is one), `cpu`, `cuda`, `cuda:1`."""
    threads: int = Field(0, ge=0)
    """CPU threads; 0 leaves torch's choice."""

    @model_validator(mode="after")
    def _heads_divide_width(self) -> "PolicyConfig":
        if self.width % self.heads:
            raise ValueError(f"{self.heads} heads do not divide a width of {self.width}")
        return self


class LearnerConfig(Section):
    """How the policy learns from experiences."""

    objective: Literal["imitation", "agro", "spo"] = "imitation"
    """What is made smaller: `imitation` is cross-entropy on realised goals (CodeIt); `agro` and
    `spo` add a comparison of each task's programs by their rewards on its own goals."""
    beta: float = Field(0.5, gt=0)
    """How strongly objectives that compare programs with each other hold on to the weights that a
    call of learning began with; imitation does not compare. `spo` needs at least 0.3."""
    compare_weight: float = Field(0.1, ge=0)
    """Weight of the comparison beside imitation: its gradient is that of whole programs, of some
    twenty tokens, where imitation's is that of one token. A choice, not a measurement."""
    reward: Literal["share", "all"] = "share"
    """Reward of a program: the share of demonstrations that it matches, or 1 for all and else 0."""
    without_success: Literal["drop", "keep"] = "drop"
    """Tasks of which no program has a reward: left out, or kept, where they only pull the policy
    back to what it was."""
    learning_rate: float = Field(3e-4, gt=0)
    """Peak learning rate of AdamW. The paper's for pretrained models is 5e-5."""
    schedule: Literal["constant", "cosine"] = "constant"
    """Learning rate after the warm-up: constant, or falling to a twentieth within each call."""
    warmup_steps: int = Field(20, ge=0)
    """Steps in which the learning rate rises from 0, counted over the learner's life."""
    weight_decay: float = Field(0.01, ge=0)
    """Decoupled weight decay of matrices."""
    batch_size: int = Field(64, ge=1)
    """Examples in one optimiser step."""
    micro_batch: int = Field(0, ge=0)
    """Examples on the device at once; 0 means the whole batch. Halved when memory runs out."""
    micro_positions: int = Field(6_144, ge=0)
    """Positions on the device at once, of prompts and programs, padding included; 0 is no limit.
    Large batches tear the heap: without it a run's memory doubles, at the same speed."""
    epochs: int = Field(1, ge=1)
    """Passes over the experiences of one call."""
    clip: float = Field(1.0, gt=0)
    """Largest norm of the gradient."""
    precision: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    """Arithmetic of the forward pass; `auto` takes bfloat16 where the processor has it."""
    primitive_weight: float = Field(0.1, ge=0)
    """Weight of the auxiliary loss (embedded models): which primitives the program uses, told from
    the grids."""
    distributed: bool = False
    """Share each batch among the processes that `accelerate launch -m codeit run ...` starts."""

    @model_validator(mode="after")
    def _objective_is_possible(self) -> "LearnerConfig":
        if self.objective == "spo" and self.beta < LEAST_SPO_BETA:
            raise ValueError(
                f"beta = {self.beta:g} is too small for spo, whose offset it would bias: "
                f"at least {LEAST_SPO_BETA:g}"
            )
        if self.objective != "imitation" and self.distributed:
            raise ValueError(f"{self.objective} compares whole tasks, which distributed divides")
        return self


class RepairConfig(Section):
    """Turns in which the policy sees what its program did and tries again (RLEF, 2025)."""

    turns: int = Field(0, ge=0, le=16)
    """Turns after the first try; 0 switches repair off. Samples are shared: with three turns each
    has a quarter of `policy.samples`, so that the total is the same."""
    feedback: Literal["none", "random", "binary", "failed", "all", "trace"] = "all"
    """What the policy is told: `none` (independent samples, a control), `random` (another task's
    program, a control), `binary` (its program and which demonstrations were wrong), `failed` and
    `all` (and what it gave where it failed, or everywhere), `trace` (and the grid after each
    line)."""
    share: float = Field(0.5, ge=0, le=1)
    """Repair examples learnt from, as a share of the draw: two programs of one task, one of them
    taken as the failure and the outputs of the other as the goal (hindsight)."""
    reward: Literal["none", "held_out"] = "none"
    """What turns are rewarded for, beside hindsight: `held_out` keeps the last demonstration of
    tasks that have three or more out of every turn, and objectives that compare programs
    (`learner.objective`) compare those of a turn by whether they are right there."""
