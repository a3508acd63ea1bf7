"""The engine built with sanitizers, put to work: `make sanitize`.

    python tests/helpers/sanitized.py FOLDER [PROGRAMS]

FOLDER holds the module that was built with sanitizers; it takes the place of the ordinary one.
Runs the conformance cases, PROGRAMS hostile programs (100,000 if not told),
every seed with mutants of it, alone and shared, and draws a fifth as many mutants more. A sanitizer
ends the process where it finds something; what differs ends it with 1.
"""

import importlib.util
import random
import sys
from pathlib import Path


def _take_place(folder: Path) -> None:
    """Load the module of the folder under the ordinary one's name."""
    (found,) = folder.glob("_native*.so")
    spec = importlib.util.spec_from_file_location("arc_dsl.engine._native", found)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)


def main(folder: str, programs: int = 100_000) -> int:
    """Run all; 0 if nothing differed."""
    _take_place(Path(folder))
    import vectors

    from arc_dsl import PRIMITIVES, Evaluator, Limits, mutate, run
    from arc_dsl.generate.native_mutation import available
    from benchmarks.hostile import hostile_program
    from data.loading import load_tasks
    from data.seeds import load_seeds

    rng = random.Random(0)
    limits = Limits(steps=10_000, size=10_000, memory_mb=256)
    grid = ((0, 1, 2), (0, 0, 1), (5, 5, 0))
    here = Path(__file__).parents[1]
    cases = [case for path in sorted(here.rglob("*cases*.jsonl")) for case in vectors.load(path)]
    wrong = [
        case["id"]
        for case in cases
        if vectors.outcome(case, PRIMITIVES) != vectors.expected(case, PRIMITIVES)
    ]
    for _ in range(programs):
        run(hostile_program(rng), grid, limits)
    tasks = load_tasks("arc1", "training")
    for name, seed in load_seeds().items():
        given = tasks[name].inputs[0]
        evaluator = Evaluator(given, limits)
        wrong += [
            f"{name}: alone and shared"
            for program in (seed, *[mutate(seed, rng) for _ in range(5)])
            if run(program, given, limits) != evaluator.run(program)
        ]
    wrong += [] if available() else ["mutation is not native"]
    seeds = list(load_seeds().values())
    for _ in range(programs // 5):
        mutate(rng.choice(seeds), rng)
    print(f"{len(cases)} cases, {programs} hostile programs, all seeds; wrong: {wrong}")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
