"""From the setting `loop.ranker` to a ranker."""

from codeit.rankers.description import ByBits
from codeit.rankers.interface import Ranker
from codeit.rankers.length import ByLength
from codeit.rankers.likelihood import ByLikelihood
from codeit.rankers.votes import ByVotes

__all__ = ["ranker_named"]


def ranker_named(name: str) -> Ranker:
    """The ranker of that name. Raises KeyError for one that there is not."""
    rankers: dict[str, type[Ranker]] = {
        "votes": ByVotes,
        "length": ByLength,
        "bits": ByBits,
        "likelihood": ByLikelihood,
    }
    return rankers[name]()
