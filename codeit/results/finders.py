"""Who found the first program of each task that is right on all demonstrations, in plain words."""

from collections import Counter
from collections.abc import Iterable

from buffer.experience import Origin, Solution

__all__ = ["counted", "finder"]

_WORDS = {
    Origin.SEED: "seeds",
    Origin.MUTATION: "mutation",
    Origin.SEARCH: "search",
    Origin.POLICY: "the policy",
}


def finder(origin: Origin, meta_iteration: int) -> str:
    """Who found it. What the policy samples from meta-iteration 2 on, it does after learning."""
    if origin is Origin.POLICY and meta_iteration > 1:
        return "the policy after learning"
    return _WORDS.get(origin, origin.value)


def counted(solutions: Iterable[Solution]) -> Counter[str]:
    """How many tasks were first solved by whom; `solutions` in the order of recording."""
    first: dict[str, str] = {}
    for solution in solutions:
        first.setdefault(solution.task_id, finder(solution.origin, solution.meta_iteration))
    return Counter(first.values())
