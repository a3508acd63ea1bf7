"""One training over several processes: `accelerate launch -m codeit run ...`.

The first process leads: it runs the loop, samples, and writes all that is written. The others
follow: they hold a copy of the model, hear of every batch, work out the gradient of their part of
it, and take the same step with the sum. So a step is that of the whole batch whatever the number of
processes (every parameter must have a gradient), and of what learns nothing but the trainer knows
of them.
"""

import atexit
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import torch
from torch import Tensor, nn

from codeit.policy.learning.collate import Batch

__all__ = ["Team"]

_PATIENCE = timedelta(days=30)
"""How long followers wait for the next batch: sampling and execution take hours on large runs."""


class Team:
    """The processes that train together, as one of them sees them."""

    def __init__(self, device: torch.device) -> None:
        from accelerate import PartialState

        self._state = PartialState(cpu=device.type == "cpu", timeout=_PATIENCE)
        self.size = int(self._state.num_processes)
        self.number = int(self._state.process_index)
        self.leads = self.size > 1 and self.number == 0
        """Whether others follow this process."""
        if self.leads:
            atexit.register(self.end)

    def tell(self, *message: Any) -> None:
        """Let all followers hear a message; an empty one sends them home."""
        from accelerate.utils import broadcast_object_list

        if self.leads:
            broadcast_object_list([message])

    def end(self) -> None:
        """Send the followers home, or go home as one of them."""
        atexit.unregister(self.end)
        self.tell()
        if torch.cuda.is_available():
            torch.cuda.synchronize()  # what was told is only queued there
        self._state.destroy_process_group()

    def leave(self) -> None:
        """Say nothing more: the others wait for something else; who started them ends them."""
        atexit.unregister(self.end)

    def hear(self) -> tuple[Any, ...]:
        """The leader's next message."""
        from accelerate.utils import broadcast_object_list

        heard: list[tuple[Any, ...]] = [()]
        broadcast_object_list(heard)
        return heard[0]

    def part(self, batch: Batch) -> Batch:
        """The examples of a batch that are this process's to work on; there may be none."""
        bounds = [len(batch) * number // self.size for number in (self.number, self.number + 1)]
        return batch.part(*bounds)

    def add_up(self, parameters: Sequence[nn.Parameter], nats: float) -> float:
        """Replace gradients by their sums over all processes; also the sum of `nats`."""
        from accelerate.utils import reduce

        gradients = [p.grad if p.grad is not None else torch.zeros_like(p) for p in parameters]
        own = torch.tensor([nats], device=parameters[0].device)
        packed: Tensor = torch.cat([own, *(gradient.flatten() for gradient in gradients)])
        total, *sums = reduce(packed, "sum").split([1, *(p.numel() for p in parameters)])
        for parameter, gradient in zip(parameters, sums, strict=True):
            parameter.grad = gradient.view_as(parameter)
        return float(total)
