"""AGRO: any-generation reward optimisation (Tang et al., arXiv 2503.19612).

For a task x with programs y, rewards r(x, y) and a frozen reference policy, let

    R(x, y) = r(x, y) - beta * log(pi(y | x) / pi_ref(y | x))        (the regularised reward)

A policy is the optimum of `E[r] - beta * KL(pi || pi_ref)` exactly if R is the same for all y
("generation consistency"), whoever generated them. So the loss is half the variance of R over the
programs of one task, and needs no value function and no importance weights.

Only original goals give a contrast: a relabelled experience has reward 1 by construction.
"""

import torch
from torch import Tensor

__all__ = ["agro_loss", "regularised_rewards"]


def regularised_rewards(log_p: Tensor, reference: Tensor, reward: Tensor, beta: float) -> Tensor:
    """R of every program: (n,) from log-probabilities in nats and rewards in 0 to 1."""
    return reward - beta * (log_p - reference)


def agro_loss(log_p: Tensor, reference: Tensor, reward: Tensor, beta: float) -> Tensor:
    """Half the variance of R over one task's programs, as a scalar whose gradient is unbiased.

    `log_p` (n,) carries the gradient; `reference` and `reward` (n,) are constants. The gradient is

        -(beta / n) * sum_i (R_i - mean of the others' R) * grad log pi(y_i)

    which leaves each program out of its own baseline: with the baseline over all n it would be
    (n - 1) / n of it. The value is that of the variance with n - 1 in the denominator.

    Raises ValueError for fewer than two programs: one has no variance.
    """
    n = len(log_p)
    if n < 2:
        raise ValueError("AGRO compares programs of one task with each other: it needs two or more")
    scored = regularised_rewards(log_p, reference, reward, beta)
    fixed = scored.detach()
    others = (fixed.sum() - fixed) / (n - 1)
    surrogate = ((fixed - others) * scored).sum() / n
    value = 0.5 * torch.var(fixed, correction=1)
    return surrogate - surrogate.detach() + value
