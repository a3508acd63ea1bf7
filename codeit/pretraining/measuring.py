"""How good a pretrained policy is, on programs and tasks that its training never saw."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from arc_dsl import Limits
from arc_dsl.execute.pool import Pool
from codeit.domains.interface import Executor
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.interface import PolicyConfig
from codeit.policy.learning.collate import batches, collate
from codeit.policy.learning.examples import Example
from codeit.policy.learning.training import bits_per_token
from codeit.policy.network.model import PolicyModel
from codeit.pretraining.holdout import wrong_grids
from codeit.proposers.candidate import Candidate
from codeit.rng import generator
from data.tasks import Task

__all__ = [
    "Ends",
    "Judgement",
    "SampleJudgement",
    "ends_of",
    "judge",
    "judge_samples",
    "mean_bits",
]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Bits per token on never-seen programs. Lower is better; the control should be higher."""

    bits: float
    """With the grids that belong to the program."""
    control_bits: float
    """With another task's grids: the difference is what looking at the grids is worth."""

    def as_dict(self) -> dict[str, float]:
        """The figures by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SampleJudgement:
    """What sampling gives on held-out tasks, as shares of the samples."""

    exact: float
    """Right on the first demonstration."""
    runs: float
    """Running to a grid on the first demonstration."""
    hit: int
    """Tasks with a sample that is right on the first demonstration."""
    solved: int
    """Tasks with a sample that is right on all demonstrations."""
    tasks: int
    samples: int
    """Samples in all."""

    def as_dict(self) -> dict[str, float]:
        """The figures by name."""
        return asdict(self)


def judge(model: PolicyModel, examples: Sequence[Example], size: int = 64) -> Judgement:
    """Bits per token on validation examples, and of the wrong-grid control."""
    return Judgement(
        mean_bits(model, examples, size), mean_bits(model, wrong_grids(examples), size)
    )


def mean_bits(model: PolicyModel, examples: Sequence[Example], size: int = 64) -> float:
    """Mean bits per token over examples; 0 if there is none."""
    model.eval()
    bits, count = 0.0, 0
    for group in batches(examples, size, generator(0, "judge")):
        more, tokens = bits_per_token(model, collate(group).to(model.device))
        bits, count = bits + more, count + tokens
    return bits / max(count, 1)


def judge_samples(
    model: PolicyModel,
    config: PolicyConfig,
    tasks: Sequence[Task],
    seed: int = 0,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> SampleJudgement:
    """Sample `config.samples` programs for each task and run them on its demonstrations.

    Repeats are not replaced: the shares are those of the policy's own distribution.
    """
    loose = config.model_copy(update={"unique": False})
    drawn = EmbeddedPolicy(model, loose).sample(tasks, config.samples, seed)
    with Pool(0, limits) as pool:
        ends = [
            ends_of(task, candidates, pool) for task, candidates in zip(tasks, drawn, strict=True)
        ]
    total = max(sum(map(len, drawn)), 1)
    return SampleJudgement(
        exact=sum(end.exact for end in ends) / total,
        runs=sum(end.runs for end in ends) / total,
        hit=sum(end.exact > 0 for end in ends),
        solved=sum(end.solved for end in ends),
        tasks=len(tasks),
        samples=sum(map(len, drawn)),
    )


@dataclass(frozen=True, slots=True)
class Ends:
    """How one task's samples ended: how many ran and were exact, and whether one solves it."""

    runs: int
    exact: int
    solved: bool


def ends_of(task: Task, candidates: Sequence[Candidate], executor: Executor) -> Ends:
    """Run samples on a task's first demonstration, and on the others where they are right there."""
    first, *others = task.demonstrations
    programs = [candidate.program for candidate in candidates]
    outcomes = [end for (end,) in executor.outcomes(programs, [first.input])]
    exact = [
        program
        for program, outcome in zip(programs, outcomes, strict=True)
        if outcome.grid == first.output
    ]
    wanted = [pair.output for pair in others]
    ends = executor.outcomes(exact, [pair.input for pair in others])
    solved = any([end.grid for end in own] == wanted for own in ends)
    return Ends(sum(outcome.ok for outcome in outcomes), len(exact), solved)
