"""How likely the policy finds a program, against how likely it is for other tasks.

After FoMo Rewards (Lubana et al., 2023), which scores behaviour by the likelihood that a model
gives the instruction. Here the model is the policy and the task its instruction; by Bayes' rule
log p(task | program) is log Q(program | task) - log Q(program) and what does not depend on the
program, with log Q(program) the mean over other tasks (the contrast without which short programs
would always win). Among programs that are right on all demonstrations nothing else differs: the
ceiling is what their order decides on test inputs, which is small (`docs/papers/fomo.md`).
"""

from codeit.rankers.interface import Found

__all__ = ["ByLikelihood"]


class ByLikelihood:
    """Higher score, then likelier; programs that were not scored come after, by length."""

    def key(self, found: Found) -> tuple[float, bool, float, int, str]:
        """Smaller is better."""
        known = found.likelihood is not None
        likelihood = found.likelihood if found.likelihood is not None else 0.0
        return -found.score, not known, -likelihood, len(found.program), found.program
