"""From the setting `learner.objective` to an objective."""

from codeit.objectives.comparing import Agro, Spo
from codeit.objectives.imitation import Imitation
from codeit.objectives.interface import Objective
from codeit.policy.interface import LearnerConfig

__all__ = ["objective_of"]


def objective_of(config: LearnerConfig) -> Objective:
    """The objective that the settings name. Raises KeyError for one that there is not."""
    if config.objective == "imitation":
        return Imitation()
    kind = {"agro": Agro, "spo": Spo}[config.objective]
    return kind(config.beta, config.compare_weight, config.reward, config.without_success)
