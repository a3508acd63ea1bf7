"""Tasks, where they come from, and the seed programs.

Test outputs are not here: they are in `data.answers`, which evaluation alone imports.
"""

from data.augment import Augmentation, Symmetry, random_augmentation
from data.errors import (
    AnswersMissing,
    ContaminationError,
    DataError,
    MalformedData,
    SeedError,
    SourceNotFound,
    SplitError,
    SplitNotFound,
    UnknownTask,
)
from data.loading import load_tasks
from data.seeds import load_seeds
from data.splits import split_tasks
from data.tasks import Pair, Task, TaskSet

__all__ = [
    "AnswersMissing",
    "Augmentation",
    "ContaminationError",
    "DataError",
    "MalformedData",
    "Pair",
    "SeedError",
    "SourceNotFound",
    "SplitError",
    "SplitNotFound",
    "Symmetry",
    "Task",
    "TaskSet",
    "UnknownTask",
    "load_seeds",
    "load_tasks",
    "random_augmentation",
    "split_tasks",
]
