"""SPO: soft policy optimisation (Cohen et al., arXiv 2503.05453), squared form.

The cumulative Q-parameterisation makes the policy its own value function:

    Q_T(x, y) = Q_0(x) + beta * log(pi(y | x) / pi_ref(y | x))

Soft path consistency then holds everywhere but at the last token, where Q_T must equal the reward:
the loss is `(Q_T - r)^2`. The offset is estimated once, before training, from samples of the
reference policy:

    Q_0(x) = beta * log(mean of exp(r_i / beta))

It is biased downwards where successes are rare and `beta` small (`offset_bias`), which is why
`learner.beta` must be at least 0.3 here.
"""

import math

import torch
from torch import Tensor

__all__ = ["offset_bias", "soft_value", "spo_loss"]


def soft_value(reward: Tensor, beta: float) -> Tensor:
    """Q_0 of a task: scalar, from the rewards (n,) of samples of the reference policy."""
    return beta * (torch.logsumexp(reward / beta, 0) - math.log(len(reward)))


def spo_loss(
    log_p: Tensor, reference: Tensor, reward: Tensor, beta: float, offset: Tensor
) -> Tensor:
    """Half the mean of `(Q_T - r)^2` over one task's programs.

    `log_p` (n,) carries the gradient; `reference`, `reward` (n,) and `offset` (scalar) are
    constants. The half makes its gradient that of AGRO's loss with the offset as baseline.
    """
    reached = offset + beta * (log_p - reference)
    return 0.5 * (reached - reward).square().mean()


def offset_bias(rate: float, samples: int, beta: float) -> tuple[float, float]:
    """The true offset for rewards of 0 or 1, and what its estimate is in the mean.

    `rate` is the chance of success of one sample; exact sums over the binomial distribution.
    """
    high = math.exp(1 / beta)
    true = beta * math.log(1 + rate * (high - 1))
    estimate = 0.0
    for hits in range(samples + 1):
        chance = math.comb(samples, hits) * rate**hits * (1 - rate) ** (samples - hits)
        estimate += chance * beta * math.log(1 + hits / samples * (high - 1))
    return true, estimate
