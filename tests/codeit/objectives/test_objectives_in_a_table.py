"""Attacks the reinforcement losses where the optimum is known: a policy that is a table."""

import pytest
import torch
from torch import Tensor

from codeit.objectives.agro import agro_loss, regularised_rewards
from codeit.objectives.spo import offset_bias, soft_value, spo_loss
from codeit.policy.interface import LEAST_SPO_BETA

BETA = 0.5
PROGRAMS = 8


def table(seed: int) -> tuple[Tensor, Tensor]:
    """Log-probabilities of a reference policy over programs, and the programs' rewards."""
    generator = torch.Generator().manual_seed(seed)
    reference = torch.log_softmax(torch.randn(PROGRAMS, generator=generator).double(), 0)
    reward = torch.tensor([1.0, 0.5, 0.5, 0, 0, 0, 0, 0]).double()
    return reference, reward


def optimum(reference: Tensor, reward: Tensor) -> Tensor:
    """pi* is proportional to pi_ref * exp(r / beta)."""
    return torch.log_softmax(reference + reward / BETA, 0)


def divergence(p: Tensor, q: Tensor) -> float:
    """KL(p || q) in nats of two tables of log-probabilities."""
    return float((p.exp() * (p - q)).sum())


def train(loss_of: object, reference: Tensor, steps: int, rate: float) -> Tensor:
    """Gradient descent on the table, from the reference."""
    assert callable(loss_of)
    scores = reference.clone().requires_grad_()
    for _ in range(steps):
        (gradient,) = torch.autograd.grad(loss_of(torch.log_softmax(scores, 0)), scores)
        scores = (scores - rate * gradient).detach().requires_grad_()
    return torch.log_softmax(scores.detach(), 0)


def test_agro_reaches_the_regularised_optimum_on_data_of_the_reference_alone() -> None:
    reference, reward = table(1)
    draws = torch.multinomial(reference.exp(), 400, True, generator=torch.Generator())

    def loss(log_p: Tensor) -> Tensor:
        return agro_loss(log_p[draws], reference[draws], reward[draws], BETA)

    found = train(loss, reference, 2_000, 4.0)
    assert divergence(found, optimum(reference, reward)) < 1e-6


def test_reinforce_with_a_penalty_on_the_same_data_does_not() -> None:
    reference, reward = table(1)

    def loss(log_p: Tensor) -> Tensor:
        advantage = reward - (reference.exp() * reward).sum()
        policy_gradient = -(reference.exp() * advantage * log_p).sum()  # data of the reference
        return policy_gradient + BETA * (log_p.exp() * (log_p - reference)).sum()

    best = optimum(reference, reward)
    early, late = (train(loss, reference, steps, 2.0) for steps in (200, 2_000))
    assert divergence(best, late) > divergence(best, early) > 0.05


def test_at_the_optimum_the_regularised_reward_is_the_same_for_every_program() -> None:
    reference, reward = table(2)
    best = optimum(reference, reward)
    found = regularised_rewards(best, reference, reward, BETA)
    assert float(found.std()) < 1e-12
    assert float(agro_loss(best, reference, reward, BETA)) < 1e-20


def test_leaving_out_gives_an_unbiased_gradient_and_putting_in_does_not() -> None:
    """All samples of three programs from a table of three are enumerated: no noise."""
    log_p = torch.log_softmax(torch.tensor([0.3, -0.2, 0.9]).double(), 0)
    scores = log_p.clone().requires_grad_()
    data = torch.tensor([0.5, 0.3, 0.2]).double()
    reference = torch.log_softmax(torch.tensor([0.0, 0.5, 0.1]).double(), 0)
    reward = torch.tensor([1.0, 0.0, 0.25]).double()

    now = torch.log_softmax(scores, 0)
    inside = regularised_rewards(now, reference, reward, BETA)
    mean = (data * inside).sum()
    (true,) = torch.autograd.grad(0.5 * (data * (inside - mean).square()).sum(), scores)

    left_out, put_in = torch.zeros(3).double(), torch.zeros(3).double()
    for sample in torch.cartesian_prod(*[torch.arange(3)] * 3):
        weight = data[sample].prod()
        now = torch.log_softmax(scores, 0)
        own = agro_loss(now[sample], reference[sample], reward[sample], BETA)
        left_out += weight * torch.autograd.grad(own, scores)[0]
        now = torch.log_softmax(scores, 0)
        scored = regularised_rewards(now[sample], reference[sample], reward[sample], BETA)
        put_in += weight * torch.autograd.grad(0.5 * scored.var(correction=0), scores)[0]
    assert torch.allclose(left_out, true, atol=1e-12)
    assert not torch.allclose(put_in, true, atol=1e-3)


def test_one_program_has_nothing_to_be_compared_with() -> None:
    one = torch.zeros(1)
    with pytest.raises(ValueError, match="two or more"):
        agro_loss(one, one, one, BETA)


def test_without_any_success_both_losses_only_pull_towards_the_reference() -> None:
    reference, _ = table(3)
    nothing = torch.zeros(PROGRAMS).double()
    away = torch.log_softmax(reference + torch.linspace(-1, 1, PROGRAMS).double(), 0)
    assert float(agro_loss(reference, reference, nothing, BETA)) < 1e-20
    assert float(agro_loss(away, reference, nothing, BETA)) > 1e-3
    zero = soft_value(nothing, BETA)
    assert float(spo_loss(reference, reference, nothing, BETA, zero)) < 1e-20


@pytest.mark.parametrize("error", [0.0, 0.2, -0.2])
def test_spo_reaches_the_optimum_with_the_true_offset_and_misses_it_with_another(
    error: float,
) -> None:
    reference, reward = table(1)
    true = BETA * torch.log((reference.exp() * (reward / BETA).exp()).sum())

    def loss(log_p: Tensor) -> Tensor:
        gaps = true + error + BETA * (log_p - reference) - reward
        assert torch.allclose(
            0.5 * gaps.square().mean(), spo_loss(log_p, reference, reward, BETA, true + error)
        )
        return (reference.exp() * gaps.square()).sum() / 2

    missed = divergence(train(loss, reference, 1_500, 4.0), optimum(reference, reward))
    assert missed < 1e-9 if error == 0 else 1e-4 < missed < 0.1


def test_the_offset_is_the_mean_of_the_exponentials_in_the_end() -> None:
    reward = torch.tensor([1.0, 0.0, 0.0, 0.5]).double()
    expected = 0.3 * torch.log((reward / 0.3).exp().mean())
    assert torch.allclose(soft_value(reward, 0.3), expected)
    assert float(soft_value(torch.ones(5), 0.1)) == pytest.approx(1.0)


def test_few_samples_and_a_small_beta_bias_the_offset() -> None:
    """The table that forbids small betas; the figures are exact."""
    bias = {beta: offset_bias(0.05, 24, beta) for beta in (0.05, 0.1, LEAST_SPO_BETA, 1.0)}
    off = {beta: 1 - estimate / true for beta, (true, estimate) in bias.items()}
    assert off[0.05] > off[0.1] > 0.25 > 0.2 > off[LEAST_SPO_BETA] > 0.05 > off[1.0]
