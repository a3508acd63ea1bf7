"""`python -m benchmarks NAME [--json] ...`; without a name, what there is."""

import importlib
import sys

NAMES = {
    "language": "our primitives against plain ones, on the same programs and inputs",
    "execution": "mutants generated and evaluated per minute, and the hostile run",
    "policy": "sampling and training speed against the paper's pipeline and plain generate",
    "encoding": "what a model learns from patches and from text in equal time",
    "samples": "how often samples are right on tasks that training never saw",
    "search": "tasks solved by search alone on held-out training folds, CPU time, false fits",
    "rankers": "which rule puts right answers first among programs that fit, held-out tasks",
    "sequences": "the loop on sequences over seeds and ablations; rates against gzip and xz",
    "switches": "learning, objectives, acquisition and feedback, each against its control",
    "seeds": "the minimiser over all seeds, lines before and after",
    "scaling": "unit costs, predictions for 2 to 4,096 cores, and what saturates first",
    "buffer": "draws, insertions and memory at 10^4 to 10^6 experiences",
}


def main() -> int:
    """Hand over to the named benchmark."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] not in NAMES:
        print("usage: python -m benchmarks NAME [--json] [--help]\n")
        for name, meaning in NAMES.items():
            print(f"  {name:<10} {meaning}")
        return 0 if arguments in ([], ["--help"], ["-h"]) else 2
    module = importlib.import_module(f"benchmarks.{arguments[0]}")
    return int(module.main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main())
