"""Sampling token sequences: our own loop, several tasks at once, many rows a task.

The encoder has run once per task; its keys and values are shared by all rows of the task. The
rows' own keys and values go into caches allocated once. Rows that have ended are dropped from the
batch as soon as that pays. Which numbers a row draws depends on its task's generator alone, not on
its neighbours in the batch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor
from transformers.models.t5.modeling_t5 import T5Block

from codeit.policy import tokens
from codeit.policy.constraint import Node
from codeit.policy.model import PolicyModel, rms_norm

__all__ = ["Memory", "Sample", "Settings", "decode", "remember"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How tokens are drawn."""

    temperature: float
    top_p: float
    dead_line_penalty: float
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One sequence: its tokens with END, and its log-probability in nats.

    The probability is that of the constrained policy at temperature 1, whatever it was drawn with.
    """

    tokens: tuple[int, ...]
    log_probability: float


@dataclass(frozen=True, slots=True)
class Memory:
    """What the decoder looks at, for all rows of each task."""

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


@torch.inference_mode()
def decode(
    model: PolicyModel,
    memory: Memory,
    root: Node,
    uniforms: Sequence[npt.NDArray[np.float64]],
    settings: Settings,
) -> list[list[Sample | None]]:
    """One sample for every task and row; None where a row reached neither a grid nor the end.

    `uniforms` holds for each task an array (rows, max_tokens) of numbers in [0, 1): one draw a
    token. All tasks have the same number of rows.
    """
    batch = _Rows(model, memory, root, np.stack(uniforms), settings)
    for step in range(settings.max_tokens):
        if not batch.step(step):
            break
    return batch.results


class _Rows:
    """The state of all rows that are still being written, as (tasks, rows) blocks."""

    def __init__(
        self,
        model: PolicyModel,
        memory: Memory,
        root: Node,
        uniforms: npt.NDArray[np.float64],
        settings: Settings,
    ) -> None:
        self.model, self.memory, self.settings = model, memory, settings
        tasks, rows, _ = uniforms.shape
        self.results: list[list[Sample | None]] = [[None] * rows for _ in range(tasks)]
        self._uniforms = uniforms
        self._nodes: npt.NDArray[np.object_] = np.full((tasks, rows), root, dtype=object)
        self._alive = np.ones((tasks, rows), np.bool_)
        self._tasks = np.arange(tasks)
        self._rows = np.tile(np.arange(rows), (tasks, 1))
        self._written = np.full((tasks, rows, settings.max_tokens), tokens.PAD, np.int16)
        self._log = np.zeros((tasks, rows))
        self._last = torch.full((tasks, rows), tokens.BEGIN, device=model.device)
        self._stack = _DecoderStack(model, settings.max_tokens, tasks, rows)

    def step(self, step: int) -> bool:
        """Write one more token in every row. False when no row is left."""
        scores = self._stack.forward(self._last, self.memory, step).float().cpu().numpy()
        chosen, log = self._choose(scores, step)
        self._written[self._tasks[:, None], self._rows, step] = chosen
        self._log += log
        self._advance(chosen, step)
        if not self._alive.any():
            return False
        self._last = torch.from_numpy(chosen.astype(np.int64)).to(self.model.device)
        self._compact(step)
        return True

    def _choose(
        self, scores: npt.NDArray[np.float32], step: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        tasks, rows, width = scores.shape
        nodes = self._nodes.reshape(-1)
        masks = np.stack([node.mask for node in nodes])
        self._alive &= masks.any(1).reshape(tasks, rows)
        masks[~self._alive.reshape(-1), tokens.PAD] = True
        flat = np.where(masks, scores.reshape(-1, width), -np.inf)
        log = _log_softmax(flat)
        dead = np.fromiter((node.dead for node in nodes), np.float32, len(nodes))
        flat[:, tokens.END] -= np.where(masks.sum(1) > 1, dead, 0) * self.settings.dead_line_penalty
        draws = self._uniforms[self._tasks[:, None], self._rows, step].reshape(-1)
        chosen = pick(flat, draws, self.settings.temperature, self.settings.top_p)
        chosen_log = np.take_along_axis(log, chosen[:, None], 1)
        return chosen.reshape(tasks, rows), chosen_log.reshape(tasks, rows)

    def _advance(self, chosen: npt.NDArray[np.int64], step: int) -> None:
        for i, j in np.argwhere(self._alive):
            token = int(chosen[i, j])
            if token != tokens.END:
                self._nodes[i, j] = self._nodes[i, j].after(token)
                continue
            task, row = int(self._tasks[i]), int(self._rows[i, j])
            written = self._written[task, row, : step + 1]
            self.results[task][row] = Sample(tuple(map(int, written)), float(self._log[i, j]))
            self._alive[i, j] = False

    def _compact(self, step: int) -> None:
        """Drop ended rows when a quarter of the block could go."""
        tasks = np.flatnonzero(self._alive.any(1))
        rows = int(self._alive.sum(1).max())
        if len(tasks) * rows > 0.75 * self._alive.size:
            return
        order = np.argsort(~self._alive[tasks], axis=1, kind="stable")[:, :rows]
        at = (tasks[:, None], order)
        self._rows, self._log = self._rows[at], self._log[at]
        self._alive, self._nodes = self._alive[at], self._nodes[at]
        self._tasks = self._tasks[tasks]
        device = self.model.device
        index = (torch.from_numpy(at[0]).to(device), torch.from_numpy(at[1]).to(device))
        self._last = self._last[index]
        self.memory = self.memory.of(index[0][:, 0])
        self._stack.keep(index, step + 1)


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


class _DecoderStack:
    """The decoder of a model, one token at a time, with packed weights and its own caches.

    The caches are (layers, length, tasks, rows, heads, size): with time first, a step's attention
    is two passes over plain memory, several times faster than a product for every row and head.
    """

    def __init__(self, model: PolicyModel, length: int, tasks: int, rows: int) -> None:
        self._model = model
        self._heads = model.architecture.heads
        size = model.architecture.width // self._heads
        blocks = [cast("T5Block", block) for block in model.t5.decoder.block]
        self._bias = blocks[0].layer[0].SelfAttention.compute_bias(length, length)[0]
        self._layers = [_Layer(block) for block in blocks]
        self._head = model.t5.shared.weight * model.architecture.width**-0.5
        dtype = model.features.weight.dtype
        shape = (len(blocks), length, tasks, rows, self._heads, size)
        self._keys = torch.empty(shape, device=model.device, dtype=dtype)
        self._values = torch.empty(shape, device=model.device, dtype=dtype)

    def keep(self, index: tuple[Tensor, Tensor], steps: int) -> None:
        """Keep the caches of some rows, of which `steps` steps are written."""
        self._keys, self._values = (
            self._kept(cache, index, steps) for cache in (self._keys, self._values)
        )

    def _kept(self, cache: Tensor, index: tuple[Tensor, Tensor], steps: int) -> Tensor:
        layers, length, *_, heads, size = cache.shape
        fresh = cache.new_empty((layers, length, *index[1].shape, heads, size))
        fresh[:, :steps] = cache[:, :steps, index[0], index[1]]
        return fresh

    def forward(self, last: Tensor, memory: Memory, step: int) -> Tensor:
        """(tasks, rows, vocabulary) scores after the tokens `last` (tasks, rows)."""
        x = F.embedding(last, self._model.t5.shared.weight)
        for number, layer in enumerate(self._layers):
            x = x + self._attend(number, layer, x, step)
            x = x + self._look(number, layer, x, memory)
            x = x + self._feed_forward(layer, x)
        x = rms_norm(x, self._model.t5.decoder.final_layer_norm)
        return F.linear(x, self._head)

    def _attend(self, number: int, layer: _Layer, x: Tensor, step: int) -> Tensor:
        tasks, rows, _ = x.shape
        packed = F.linear(rms_norm(x, layer.norms[0]), layer.qkv)
        q, k, v = packed.view(tasks, rows, 3, self._heads, -1).unbind(2)
        keys, values = self._keys[number], self._values[number]
        keys[step], values[step] = k, v
        bias = self._bias[:, step, : step + 1].T[:, None, None]
        scores = torch.linalg.vecdot(keys[: step + 1], q) + bias
        weights = torch.softmax(scores, 0).unsqueeze(-1)
        out = (weights * values[: step + 1]).sum(0)
        return F.linear(out.flatten(2), layer.own)

    def _look(self, number: int, layer: _Layer, x: Tensor, memory: Memory) -> Tensor:
        tasks, rows, _ = x.shape
        q = F.linear(rms_norm(x, layer.norms[1]), layer.query)
        q = q.view(tasks, rows, self._heads, -1).transpose(1, 2)
        weights = torch.softmax(q @ memory.keys[number] + memory.mask, -1)
        out = (weights @ memory.values[number]).transpose(1, 2).flatten(2)
        return F.linear(out, layer.other)

    def _feed_forward(self, layer: _Layer, x: Tensor) -> Tensor:
        gate, value = F.linear(rms_norm(x, layer.norms[2]), layer.gates).chunk(2, -1)
        return F.linear(F.gelu(gate, approximate="tanh") * value, layer.out)


def pick(
    scores: npt.NDArray[np.float32],
    draws: npt.NDArray[np.float64],
    temperature: float,
    top_p: float,
) -> npt.NDArray[np.int64]:
    """One column for every row of `scores` (-inf: never), by its uniform draw in [0, 1)."""
    if temperature == 0:
        return np.asarray(scores.argmax(1))
    chance = np.exp(_log_softmax(scores / temperature))
    if top_p < 1:
        order = np.argsort(-chance, axis=1, kind="stable")
        ranked = np.take_along_axis(chance, order, 1)
        before = np.cumsum(ranked, axis=1) - ranked
        np.put_along_axis(chance, order, np.where(before < top_p, ranked, 0), 1)
    total = np.cumsum(chance, axis=1)
    aim = draws[:, None] * total[:, -1:]
    chosen = (total <= aim).sum(1)
    last = chance.shape[1] - 1 - (chance[:, ::-1] > 0).argmax(1)
    return np.asarray(np.minimum(chosen, last))


def _log_softmax(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    wide = scores.astype(np.float64)
    wide -= wide.max(1, keepdims=True)
    return np.asarray(wide - np.log(np.exp(wide).sum(1, keepdims=True)))
