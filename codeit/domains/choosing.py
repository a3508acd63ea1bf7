"""From the setting `domain` to the domain; only the chosen one is imported."""

from codeit.domains.interface import Domain

__all__ = ["domain_named"]


def domain_named(name: str) -> Domain:
    """The domain of that name. Raises KeyError for one that there is not."""
    if name == "grids":
        from codeit.domains.grids.domain import GRIDS

        return GRIDS
    if name == "sequence":
        from codeit.domains.sequence.domain import SEQUENCES

        return SEQUENCES
    raise KeyError(name)
