"""How long programs are to describe, and who found them: what votes are counted by."""

from collections.abc import Collection, Iterable, Mapping

from buffer.experience import Experience
from codeit.search.lengths import Lengths
from codeit.stages.execute import Trial

__all__ = ["descriptions"]


def descriptions(
    found: Collection[Experience], trials: Iterable[Trial], lengths: Lengths | None
) -> Mapping[tuple[str, str], tuple[float, str]]:
    """Nats and family of programs with a demonstration right, by task id and program.

    The nats are those of `lengths`, or what the proposer told, if that is less. Without `lengths`
    (programs of another language) nothing is told.
    """
    if lengths is None:
        return {}
    wanted = {(e.task_id, e.program) for e in found if e.score > 0}
    told: dict[tuple[str, str], tuple[float, str]] = {}
    for trial in trials:
        candidate = trial.candidate
        key = candidate.task_id, candidate.program.text
        if key in wanted:
            nats = lengths.of(candidate.program)
            if candidate.nats is not None:
                nats = min(nats, candidate.nats)
            one = nats, candidate.family or candidate.origin.value
            told[key] = min(one, told.get(key, one))
    return told
