"""The sections of a run's settings, one for each stage: what `codeit run --settings` lists.

A stage receives its own section, never the whole.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from codeit.policy.interface import Section
from data.tasks import MOST_PAIRS

__all__ = [
    "BufferConfig",
    "DataConfig",
    "ExecutionConfig",
    "FrozenConfig",
    "LoopConfig",
    "MutationConfig",
    "NearMissConfig",
    "ReplayConfig",
    "SearchConfig",
    "SequenceConfig",
]


class DataConfig(Section):
    """Which tasks the run trains on and which it searches."""

    training: str = Field("arc1:training", min_length=1)
    """Tasks whose demonstrations give training inputs: `arc1`, `arc2`, a file or a folder, with
    an optional `:training`, `:evaluation` or `:test`."""
    search: str = Field("arc1:evaluation", min_length=1)
    """Tasks that the run tries to solve and is measured on, written like `training`; or `held_out`:
    those that `hold_out` takes out of the training tasks."""
    search_limit: int = Field(0, ge=0)
    """Only this many search tasks, evenly spread over the set; 0 means all."""
    max_pairs: int = Field(MOST_PAIRS, ge=0)
    """Of a task with more demonstrations than this, so many, drawn by its id, are proposed for,
    prompted and executed; what is right on these is checked on all. 0 means all."""
    skip_bad: bool = False
    """Leave out files and tasks that cannot be read, with a line for each, instead of stopping."""
    seeds: str = Field("packaged", min_length=1)
    """`packaged`, a folder of program files, or a Python file of `solve_<id>(I)` functions."""
    hold_out: Annotated[str, BeforeValidator(str)] = ""
    """Training tasks that the run must not know, with their seeds and kin: a file of task ids, a
    share below 1, or a number of tasks, spread over the lengths of their solutions."""
    hold_out_seed: int = Field(17, ge=0)
    """Draws the tasks of a share or a number."""
    symmetry: Literal["none", "augment", "canonical"] = "none"
    """What is done with the symmetries of grids: `none` leaves tasks as they are; `augment` shows
    the learner half of its experiences turned and recoloured, relabelled by running their programs
    again; `canonical` brings every task into a standard position before the policy sees it."""
    allow_overlap: bool = False
    """Go on although seeds or training inputs contain a task of the search set."""


def _executor(name: str) -> str:
    if not re.fullmatch(r"local|ray|ray://.+", name):
        raise ValueError(f"{name[:80]!r} is none of local, ray, ray://HOST:PORT")
    return name


class ExecutionConfig(Section):
    """Worker processes and what one program may use on one input."""

    executor: Annotated[str, AfterValidator(_executor)] = "local"
    """Where programs run: `local` worker processes, `ray` (the cluster at RAY_ADDRESS, or a new one
    of this machine's cores), or `ray://HOST:PORT`. The results are the same."""
    workers: int = Field(0, ge=0, le=512)
    """Worker processes; 0 means one per core."""
    steps: int = Field(20_000, ge=1)
    """Primitive calls of one program on one input, those inside other primitives included; large
    values count as several."""
    size: int = Field(20_000, ge=900)
    """Members of any one value."""
    seconds: float = Field(2.0, gt=0)
    """CPU seconds of one program on one input: a backstop, since steps and sizes are what ends a
    program at the same place on every machine."""
    memory_mb: int = Field(1024, ge=64)
    """Address space that a worker may add to what it starts with, in MiB."""


class MutationConfig(Section):
    """Type-aware mutation of seeds and of the best programs found (CodeIt, algorithm 2)."""

    per_iteration: int = Field(2_000, ge=0)
    """Mutants tried on every search task in each meta-iteration; 0 switches mutation off (A6)."""
    own_task: int = Field(1_000, ge=0)
    """Mutants run on their seed's own task and relabelled as training data, per meta-iteration."""
    found_share: float = Field(0.5, ge=0, le=1)
    """Share of `per_iteration` grown from the best programs found on search tasks so far instead
    of from seeds; 0 is the paper's depth-1 mutation."""
    crossover: float = Field(0.2, ge=0, le=1)
    """Share of children made by crossing two parents rather than changing one."""
    grow_on: bool = True
    """Whether a child that is a repeat is changed again until it is none, instead of drawing
    another: 23,000 mutants then solve 28 and 29 of 160 held-out tasks instead of 22 and 25, with
    15 % fewer draws (`LOG.md`)."""
    remember: bool = True
    """Whether mutants tried on the search tasks before are not tried again: without it 18 % of
    them are repeats in the second meta-iteration and 40 % in the sixth."""


class NearMissConfig(Section):
    """Children of the programs nearest to each search task that is not solved yet."""

    per_task: int = Field(100, ge=0)
    """Children for each such task in a meta-iteration; 0 switches near misses off."""
    parents: int = Field(10, ge=1)
    """How many of the nearest programs they grow from."""
    kept: int = Field(5, ge=1)
    """Most children of a task that are kept: the nearest of unlike behaviour."""
    crossover: float = Field(0.2, ge=0, le=1)
    """Share of children made by crossing a parent with a seed rather than changing it."""


class SearchConfig(Section):
    """Search for programs that put a task's outputs together from the values of its inputs."""

    steps: int = Field(0, ge=0)
    """Calls of primitives for each search task in the first meta-iteration; 0 switches search
    off. 100,000 take about half a CPU second with the native engine."""
    later: float = Field(0.25, ge=0, le=1)
    """Share of these steps in every later meta-iteration, for tasks without a program that fits
    all demonstrations."""
    material: int = Field(40, ge=0)
    """How many of the programs nearest to such a task lend it the values of their lines."""
    kept: int = Field(5, ge=1)
    """Most programs kept of what one search finds; they differ in their outputs."""
    costs: Literal["fixed", "buffer"] = "fixed"
    """What vocabulary costs from the second meta-iteration on: what is written and mined, or by how
    often seeds and the programs found, right on all demonstrations, use each primitive where."""


class BufferConfig(Section):
    """The replay buffer and its priorities."""

    url: str = ""
    """Database; empty means `buffer.sqlite` in the run folder, else an SQLAlchemy URL."""
    capacity: int = Field(10_000_000, ge=1)
    """Most experiences kept; the lowest priority and oldest go first."""
    score_weight: float = Field(1.0, ge=0)
    """Weight of the share of demonstrations matched. All weights 0: uniform draws (A3)."""
    length_weight: float = Field(0.0, ge=0)
    """Weight of shortness."""
    age_weight: float = Field(0.0, ge=0)
    """Weight of recency, in meta-iterations."""
    distance_weight: float = Field(0.0, ge=0)
    """Weight of closeness to the wanted grids."""
    length_measure: Literal["lines", "characters", "bits"] = "lines"
    """What a program's length is counted in; bits are its description length, which costs some ten
    milliseconds for each new program and is therefore computed only if chosen here."""
    length_scale: float | None = Field(None, gt=0)
    """Length at which shortness has fallen to 1/e; null is 10 lines, 200 characters, 100 bits."""
    age_scale: float = Field(10.0, gt=0)
    """Meta-iterations after which recency has fallen to 1/e."""
    sampling: Literal["proportional", "rank"] = "proportional"
    """Whether draws go by the priority itself, or only by its rank."""
    exponent: float = Field(1.0, ge=0)
    """Power of the priority, or of 1/rank; 0 makes draws uniform."""
    busy_seconds: float = Field(30.0, ge=0)
    """How long to wait for another process that holds the database."""


class ReplayConfig(Section):
    """What is drawn from the replay buffer for learning."""

    rule: Literal["bands", "priority", "uniform"] = "bands"
    """`priority` is the paper's: by priority alone, doubles and all. `bands` draws one program for
    each behaviour on a task and keeps a share for hindsight; `uniform` does so without regard to
    the score (A3)."""
    hindsight: float = Field(0.5, ge=0, le=1)
    """Least share for programs with no demonstration right, where there are so many (`bands`)."""
    per_task: int = Field(64, ge=0)
    """Most experiences of a task in a draw (`bands`, `uniform`); 0 is no limit."""
    writable: bool = True
    """Whether only programs of at most `policy.max_lines` lines are drawn (`bands`, `uniform`)."""
    search_hits: bool = True
    """Whether what seeds, mutation and search have found on search tasks is learnt from; without,
    the policy learns of them from its own samples alone, and what it finds is its own."""


class FrozenConfig(Section):
    """The control A7: no learning, its effort spent on samples and mutants.

    What learning would have cost is counted, not timed, so that a resumed run is the same: each
    experience of the draw costs so much, each sample and each run of a mutant so much. The
    defaults were measured on one core for the embedded policy as it is shipped: 9.5 ms to learn
    from an experience of at most eight lines, 2.2 ms a sample of 96 (6.3 of 24), 0.15 ms to grow a
    mutant (0.07 by a change, 0.45 by crossing, natively) and 5 us to try it on a task. Preset
    `sequence` has rates of its own.
    """

    learning: bool = False
    """Whether the policy stays as it is (A7)."""
    example_ms: float = Field(9.5, gt=0)
    """CPU milliseconds of learning from one experience, once."""
    sample_ms: float = Field(3.0, gt=0)
    """CPU milliseconds of one sample, its execution included."""
    mutant_ms: float = Field(0.15, gt=0)
    """CPU milliseconds to grow one mutant."""
    try_us: float = Field(5.0, gt=0)
    """CPU microseconds to try a mutant on one search task."""
    share: float = Field(0.5, ge=0, le=1)
    """Share of the effort that goes into samples; the rest goes into mutants."""


class LoopConfig(Section):
    """The meta-iterations."""

    meta_iterations: int = Field(2, ge=0)
    """Trips round the loop."""
    relabel: bool = True
    """Hindsight relabelling; without it only programs right on all demonstrations are kept (A2)."""
    expert_iteration: bool = True
    """Whether the policy's samples enter the buffer; without, only mutants do (A1)."""
    draw: int = Field(1_024, ge=1)
    """Experiences drawn for learning in each meta-iteration."""
    found_share: float = Field(0.5, ge=0, le=1)
    """Share of the draw taken by priority from what was found on search tasks; the rest comes
    from seeds and mutants on training tasks (the paper: 0.9)."""
    seed_relabel_tasks: int = Field(4, ge=0)
    """On how many other training tasks each seed is run for additional experiences."""
    acquisition: Literal["uniform", "open", "beta", "ensemble"] = "uniform"
    """How samples are shared among the search tasks, `policy.samples` a task in all: to all alike
    (`uniform`), to those not solved on their demonstrations alike (`open`), or of these more where
    a gain is likely or a try tells much, by each task's own record (`beta`) or by what resembles it
    (`ensemble`; IDA)."""
    ranker: Literal["votes", "length", "bits", "likelihood"] = "votes"
    """Which of the programs found for a task come first: by score on the demonstrations, and then
    `votes` for what they give on the test inputs, more from families that describe it in few nats
    (measured best, `docs/search.md`); `length`, the paper's, fewer characters; `bits` description
    length (the KoLMogorov Test); `likelihood` how likely the policy finds them, against other tasks
    (FoMo rewards)."""
    keep_checkpoints: int = Field(2, ge=1)
    """How many of the latest checkpoints are kept, beside the best."""


class SequenceConfig(Section):
    """The domain of sequences: what is generated, and the search beside the policy."""

    sequences: int = Field(192, ge=1)
    """Generated sequences that the run tries to write programs for, and is measured on; their own
    programs are known to nobody."""
    stream: int = Field(2_048, ge=1)
    """Generated programs with what they give that are added to the training data in each
    meta-iteration, the first one (0) included; none gives a sequence that is searched for."""
    pool: int = Field(18_432, ge=1)
    """Generated programs in all; when they are used up the stream is dry."""
    bases: int = Field(5, ge=1, le=5)
    """Most base sequences of a generated program; the paper's is 5. For the sequences searched for
    it is always 5."""
    searched: int = Field(24, ge=0)
    """Sequences that are searched in each meta-iteration, from the first on, each once; 0 switches
    search off."""
    width: int = Field(6, ge=1)
    """Partial answers that the search keeps at each place of a sequence."""
    divisions: int = Field(2, ge=0)
    """Ways to take a sequence for two interleaved ones that the search tries in full."""
    depth: int = Field(3, ge=0)
    """How often what was taken apart is taken apart again."""
