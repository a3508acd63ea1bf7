"""One optimiser step, and what it needs: precision, schedule, clipping, and thrift with memory.

Used by the learner in the loop and by pretraining alike. When memory runs out the batch is halved
and the step repeated; the gradient is that of the whole batch however it was divided.
"""

import contextlib
import logging
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from codeit.domains.words import FIRST_PRIMITIVE
from codeit.objectives.imitation import Imitation
from codeit.objectives.interface import Extent, Objective, Scored
from codeit.policy.interface import LearnerConfig
from codeit.policy.learning.collate import IGNORED, Batch
from codeit.policy.learning.team import Team
from codeit.rng import derive

__all__ = ["StepReport", "Trainer", "autocast", "bits_per_token", "precision", "token_nats"]

_log = logging.getLogger(__name__)
LN2 = math.log(2)
LAST_SHARE = 0.05
"""Share of the peak learning rate at which the cosine schedule ends."""


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one step saw."""

    bits: float
    """Bits of all program tokens of realised goals together, before the step."""
    tokens: int
    norm: float
    """Norm of the gradient before clipping; no finite number if the step was skipped."""

    @property
    def skipped(self) -> bool:
        """Whether the weights stayed as they were, since the gradient was no number."""
        return not math.isfinite(self.norm)

    @property
    def bits_per_token(self) -> float:
        """Mean over the tokens."""
        return self.bits / max(self.tokens, 1)


@cache
def _cpu_has_bfloat16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags or " bf16 " in flags


def precision(name: str, device: torch.device) -> torch.dtype:
    """The arithmetic that a setting means on a device."""
    if name != "auto":
        chosen = getattr(torch, name)
        assert isinstance(chosen, torch.dtype)
        return chosen
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.bfloat16 if _cpu_has_bfloat16() else torch.float32


@contextlib.contextmanager
def autocast(dtype: torch.dtype, device: torch.device) -> Iterator[None]:
    """Matrix products in `dtype` within the block."""
    with torch.autocast(device.type, dtype, enabled=dtype != torch.float32):
        yield


def bits_per_token(model: nn.Module, batch: Batch) -> tuple[float, int]:
    """Summed bits of a batch's program tokens, and their number; no gradient."""
    with torch.inference_mode():
        scores, _ = model(batch.prompts, batch.given)
        nats = token_nats(scores, batch.labels).sum()
    return float(nats) / LN2, int((batch.labels != IGNORED).sum())


def token_nats(scores: Tensor, labels: Tensor) -> Tensor:
    """(batch, length) -log p of each label, 0 where there is none."""
    return F.cross_entropy(
        scores.flatten(0, 1).float(), labels.flatten(), ignore_index=IGNORED, reduction="none"
    ).view_as(labels)


def _realised_tokens(batch: Batch) -> int:
    """Program tokens of the examples with realised goals."""
    return int((batch.labels[batch.groups < 0] != IGNORED).sum())


def _primitives_used(labels: Tensor, count: int) -> Tensor:
    """(batch, primitives) 1 where a program uses the primitive."""
    numbers = labels - FIRST_PRIMITIVE
    outside = (numbers < 0) | (numbers >= count)
    numbers = numbers.masked_fill(outside, count)
    used = torch.zeros(len(labels), count + 1, device=labels.device)
    return used.scatter_(1, numbers, 1.0)[:, :-1]


class Trainer:
    """AdamW on one model. `steps` counts the steps of its whole life.

    The model maps the prompts and the given tokens of a batch to the scores of the next tokens
    and, or None, those of the primitives that the program uses.
    """

    def __init__(
        self, model: nn.Module, config: LearnerConfig, objective: Objective | None = None
    ) -> None:
        self.model = model
        self.config = config
        self.objective = objective or Imitation()
        self.device = next(model.parameters()).device
        self.steps = 0
        self._micro = config.micro_batch or config.batch_size
        self._dtype = precision(config.precision, self.device)
        self.optimizer = torch.optim.AdamW(
            self._groups(), lr=config.learning_rate, betas=(0.9, 0.98), fused=True
        )
        scaled = self._dtype == torch.float16 and self.device.type == "cuda"
        self._scaler = torch.amp.GradScaler(self.device.type, enabled=scaled)
        self._team = Team(self.device) if config.distributed else None
        self.share()

    def _groups(self) -> list[dict[str, Any]]:
        trained = [(n, p) for n, p in self.model.named_parameters() if p.requires_grad]
        plain = [p for n, p in trained if p.ndim < 2 or _is_table(n)]
        matrices = [p for n, p in trained if p.ndim >= 2 and not _is_table(n)]
        return [
            {"params": matrices, "weight_decay": self.config.weight_decay},
            {"params": plain, "weight_decay": 0.0},
        ]

    def step(self, batch: Batch, done: float = 0.0) -> StepReport:
        """Learn from one batch. `done` is the share 0..1 of this call's steps, for the schedule.

        Raises torch.OutOfMemoryError only if not even one example fits.
        """
        if self._team is None:
            return self._step(batch, done)
        try:
            self._team.tell("step", batch, done, torch.initial_seed())
            return self._step(batch, done)
        except BaseException:
            self._team.leave()
            raise

    def _step(self, batch: Batch, done: float) -> StepReport:
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.learning_rate * self._scheduled(done)
        self.model.train()
        trained = [p for group in self.optimizer.param_groups for p in group["params"]]
        nats = self._backward(batch)
        if self._team is not None:
            nats = self._team.add_up(trained, nats)
        self._scaler.unscale_(self.optimizer)
        norm = torch.nn.utils.clip_grad_norm_(trained, self.config.clip)
        if torch.isfinite(norm):
            self._scaler.step(self.optimizer)
        self._scaler.update()
        self.optimizer.zero_grad(set_to_none=True)
        self.steps += 1
        return StepReport(nats / LN2, _realised_tokens(batch), float(norm))

    def _scheduled(self, done: float) -> float:
        share = min(1.0, (self.steps + 1) / max(self.config.warmup_steps, 1))
        if self.config.schedule == "cosine":
            share *= LAST_SHARE + (1 - LAST_SHARE) * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
        return share

    def _backward(self, batch: Batch) -> float:
        """Gradients of the whole batch, or of this process's part of it; the summed nats."""
        own = self._team.part(batch) if self._team is not None else batch
        while True:
            try:
                return self._accumulate(own, batch)
            except (torch.OutOfMemoryError, RuntimeError) as error:
                if not _is_out_of_memory(error) or min(self._micro, len(own)) <= 1:
                    raise
            self._micro = min(self._micro, len(own)) // 2
            _log.warning("out of memory: going on with %d examples at once", self._micro)
            self.optimizer.zero_grad(set_to_none=True)
            if self.device.type == "cuda":
                torch.cuda.empty_cache()

    def _accumulate(self, own: Batch, whole: Batch) -> float:
        total = 0.0
        extent = Extent(len(whole), _realised_tokens(whole), int((whole.groups >= 0).sum()))
        if not len(own):
            self._scaler.scale(torch.zeros(1, device=self.device))  # it must have seen a loss
        for start, stop in self._spans(own):
            part = own.part(start, stop).to(self.device)
            with autocast(self._dtype, self.device):
                scores, primitives = self.model(part.prompts, part.given)
            nats = token_nats(scores, part.labels)
            scored = Scored(nats, part.rewards, part.references, part.groups)
            loss = self.objective.loss(scored, extent)
            if primitives is not None:
                extra = F.binary_cross_entropy_with_logits(
                    primitives.float(),
                    _primitives_used(part.labels, primitives.shape[1]),
                    reduction="sum",
                )
                loss = loss + self.config.primitive_weight * extra / len(whole)
            self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
            total += float(nats.detach()[part.groups < 0].sum())
        return total

    def _spans(self, batch: Batch) -> list[tuple[int, int]]:
        """The parts of a batch that are on the device at once; none divides a group.

        A group must stand together in the batch.
        """
        spans: list[tuple[int, int]] = []
        groups = batch.groups.tolist() if self.objective.grouped else range(len(batch))
        start, most = 0, self._micro
        if self.config.micro_positions:
            width = batch.prompts.shape[1] + batch.labels.shape[1]
            most = min(most, max(1, self.config.micro_positions // width))
        for at in range(1, len(batch) + 1):
            full = at - start >= most
            if at == len(batch) or (full and (groups[at] < 0 or groups[at] != groups[at - 1])):
                spans.append((start, at))
                start = at
        return spans

    def state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Optimiser tensors by name, and the plain numbers beside them."""
        names = {id(p): n for n, p in self.model.named_parameters()}
        tensors = {
            f"{names[id(p)]}/{key}": value
            for p, slots in self.optimizer.state.items()
            for key, value in slots.items()
        }
        numbers: dict[str, Any] = {"steps": self.steps, "micro_batch": self._micro}
        if self._scaler.is_enabled():
            numbers["scaler"] = self._scaler.state_dict()
        return tensors, numbers

    def restore(self, tensors: Mapping[str, Tensor], numbers: Mapping[str, Any]) -> None:
        """Undo `state`.

        Raises KeyError for a parameter that the model does not have, ValueError for what is of
        another shape than its own.
        """
        parameters = dict(self.model.named_parameters())
        self.optimizer.state.clear()
        for name, value in tensors.items():
            parameter, _, key = name.rpartition("/")
            if value.dim() and value.shape != parameters[parameter].shape:
                raise ValueError(f"{name} is of another shape")
            slots = self.optimizer.state[parameters[parameter]]
            slots[key] = value.to(self.device)
        self.steps = int(numbers["steps"])
        self._micro = int(numbers["micro_batch"])
        if self._scaler.is_enabled() and "scaler" in numbers:
            self._scaler.load_state_dict(numbers["scaler"])
        self.share()

    def share(self) -> None:
        """Give the weights and the state to all that follow; needed when they were replaced."""
        if self._team is not None and self._team.leads:
            tensors, numbers = self.state()
            self._team.tell("share", _kept(self.model.state_dict()), _kept(tensors), numbers)

    def follow(self) -> None:
        """Train beside the leader (`Team`) until it sends this process home."""
        assert self._team is not None
        while message := self._team.hear():
            kind, *rest = message
            if kind == "step":
                batch, done, seed = rest
                torch.manual_seed(derive(seed, self.steps, self._team.number))
                self._step(batch, done)
            else:
                weights, *state = rest
                self.model.load_state_dict(weights)
                self.restore(*state)
        self._team.end()


def _kept(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu() for name, tensor in tensors.items()}


def _is_table(name: str) -> bool:
    return "features" in name or "shared" in name or "relative_attention_bias" in name


def _is_out_of_memory(error: Exception) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
