"""The decoder one token at a time: what it looks at, and its caches.

The encoder has run once per task; its keys and values are shared by all that is written for the
task.
"""

import math
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers.models.t5.modeling_t5 import T5Block

from codeit.policy.network.model import PolicyModel, rms_norm

__all__ = ["DecoderStack", "Memory", "remember"]


@dataclass(frozen=True, slots=True)
class Memory:
    """What the decoder looks at, for all branches of each task."""

    keys: list[Tensor]
    """Of each layer, (tasks, heads, size, positions)."""
    values: list[Tensor]
    """Of each layer, (tasks, heads, positions, size)."""
    mask: Tensor
    """(tasks, 1, 1, positions), added to the scores: minus infinity at padding."""

    def of(self, tasks: Tensor) -> "Memory":
        """The part of some tasks, by index."""
        return Memory(
            [k[tasks] for k in self.keys], [v[tasks] for v in self.values], self.mask[tasks]
        )


@torch.inference_mode()
def remember(model: PolicyModel, prompts: Tensor) -> Memory:
    """Run the encoder once for prompts (tasks, positions, FEATURES), all layers' keys included."""
    memory, real = model.encode(prompts)
    batch, length, _ = memory.shape
    keys, values = [], []
    for block in model.t5.decoder.block:
        attention = block.layer[1].EncDecAttention
        shape = (batch, length, model.architecture.heads, -1)
        keys.append(attention.k(memory).view(shape).permute(0, 2, 3, 1).contiguous())
        values.append(attention.v(memory).view(shape).transpose(1, 2).contiguous())
    mask = torch.zeros(batch, 1, 1, length, device=memory.device, dtype=memory.dtype)
    return Memory(keys, values, mask.masked_fill(~real[:, None, None, :], -math.inf))


class _Layer:
    """The weights of one decoder layer, those that see the same input in one matrix."""

    def __init__(self, block: T5Block) -> None:
        own, other, dense = block.layer[0], block.layer[1], block.layer[-1]
        mine, theirs = own.SelfAttention, other.EncDecAttention
        gates = dense.DenseReluDense
        self.qkv = torch.cat([mine.q.weight, mine.k.weight, mine.v.weight])
        self.own = mine.o.weight
        self.query = theirs.q.weight
        self.other = theirs.o.weight
        self.gates = torch.cat([gates.wi_0.weight, gates.wi_1.weight])
        self.out = gates.wo.weight
        self.norms = [own.layer_norm, other.layer_norm, dense.layer_norm]


class DecoderStack:
    """The decoder of a model, one token at a time, with packed weights and its own caches.

    The caches are (layers, length, tasks, branches, heads, size): with time first, a step's
    attention is two passes over plain memory, several times faster than a product for every branch
    and head. A step uses the first branches only, as many as it is given.
    """

    def __init__(self, model: PolicyModel, length: int, tasks: int, branches: int) -> None:
        self._model = model
        self._heads = model.architecture.heads
        size = model.architecture.width // self._heads
        blocks = [cast("T5Block", block) for block in model.t5.decoder.block]
        self._bias = blocks[0].layer[0].SelfAttention.compute_bias(length, length)[0]
        self._layers = [_Layer(block) for block in blocks]
        self._head = model.t5.shared.weight * model.architecture.width**-0.5
        dtype = model.features.weight.dtype
        shape = (len(blocks), length, tasks, branches, self._heads, size)
        self._keys = torch.empty(shape, device=model.device, dtype=dtype)
        self._values = torch.empty(shape, device=model.device, dtype=dtype)

    def copy(self, task: Tensor, source: Tensor, target: Tensor, steps: int) -> None:
        """Copy the caches of some branches, of which `steps` steps are written, to others."""
        for cache in (self._keys, self._values):
            cache[:, :steps, task, target] = cache[:, :steps, task, source]

    def keep(self, task: Tensor, branch: Tensor, branches: int, steps: int) -> None:
        """Keep the caches of some tasks (n, 1) and branches (n, m), with room for so many."""
        self._keys, self._values = (
            self._kept(cache, task, branch, branches, steps) for cache in (self._keys, self._values)
        )

    def _kept(
        self, cache: Tensor, task: Tensor, branch: Tensor, branches: int, steps: int
    ) -> Tensor:
        layers, length, *_, heads, size = cache.shape
        tasks, kept = branch.shape
        fresh = cache.new_empty((layers, length, tasks, branches, heads, size))
        fresh[:, :steps, :, :kept] = cache[:, :steps, task, branch]
        return fresh

    def forward(self, last: Tensor, memory: Memory, step: int) -> Tensor:
        """(tasks, branches, vocabulary) scores after the tokens `last` (tasks, branches)."""
        x = F.embedding(last, self._model.t5.shared.weight)
        for number, layer in enumerate(self._layers):
            x = x + self._attend(number, layer, x, step)
            x = x + self._look(number, layer, x, memory)
            x = x + self._feed_forward(layer, x)
        x = rms_norm(x, self._model.t5.decoder.final_layer_norm)
        return F.linear(x, self._head)

    def _attend(self, number: int, layer: _Layer, x: Tensor, step: int) -> Tensor:
        tasks, branches, _ = x.shape
        packed = F.linear(rms_norm(x, layer.norms[0]), layer.qkv)
        q, k, v = packed.view(tasks, branches, 3, self._heads, -1).unbind(2)
        keys, values = self._keys[number, :, :, :branches], self._values[number, :, :, :branches]
        keys[step], values[step] = k, v
        bias = self._bias[:, step, : step + 1].T[:, None, None]
        scores = torch.linalg.vecdot(keys[: step + 1], q) + bias
        weights = torch.softmax(scores, 0).unsqueeze(-1)
        out = (weights * values[: step + 1]).sum(0)
        return F.linear(out.flatten(2), layer.own)

    def _look(self, number: int, layer: _Layer, x: Tensor, memory: Memory) -> Tensor:
        tasks, branches, _ = x.shape
        q = F.linear(rms_norm(x, layer.norms[1]), layer.query)
        q = q.view(tasks, branches, self._heads, -1).transpose(1, 2)
        weights = torch.softmax(q @ memory.keys[number] + memory.mask, -1)
        out = (weights @ memory.values[number]).transpose(1, 2).flatten(2)
        return F.linear(out, layer.other)

    def _feed_forward(self, layer: _Layer, x: Tensor) -> Tensor:
        gate, value = F.linear(rms_norm(x, layer.norms[2]), layer.gates).chunk(2, -1)
        return F.linear(F.gelu(gate, approximate="tanh") * value, layer.out)
