"""From the setting `learner.objective` to an objective."""

from codeit.objectives.imitation import Imitation
from codeit.objectives.interface import Objective
from codeit.policy.interface import LearnerConfig

__all__ = ["objective_of"]


def objective_of(config: LearnerConfig) -> Objective:
    """The objective that the settings name. Raises KeyError for one that there is not."""
    return {"imitation": Imitation}[config.objective]()
