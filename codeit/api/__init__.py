"""codeit from Python and in notebooks: what `import codeit` offers.

    import codeit
    run = codeit.run("tiny", settings={"proposer": "scripted"})    # or codeit.open("runs/tiny")
    run.solved                                                     # tasks, drawn in a notebook
    run.buffer()                                                   # a pandas frame
    codeit.tasks("arc1:training")["67a3c6ac"]
    codeit.program("O = rot90(I)").trace([[1, 2], [3, 4]])

Nothing of it is imported before it is used, and torch only when a run with a model goes on.
Programs run in limited workers, as everywhere.
"""

from codeit.api.pictures import Grid, Program, Task, Tasks, Trace, grid, program, tasks
from codeit.api.runs import FoundTask, Run, open_run, run

__all__ = [
    "FoundTask",
    "Grid",
    "Program",
    "Run",
    "Task",
    "Tasks",
    "Trace",
    "grid",
    "open_run",
    "program",
    "run",
    "tasks",
]
