"""Sampling token sequences: our own loop, several tasks at once, many rows a task.

Rows of a task that have written the same so far are one *branch*: the decoder runs once for each
branch, and a branch is divided where its rows draw different tokens. Samples of a trained policy
begin alike, so that there are far fewer branches than rows. Which numbers a row draws depends on
its task's generator alone, not on its neighbours in the batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt
import torch

from codeit.policy import tokens
from codeit.policy.constraint import Node
from codeit.policy.decoder import DecoderStack, Memory
from codeit.policy.model import PolicyModel

__all__ = ["Sample", "Settings", "chances", "decode", "pick"]


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
    batch = _Branches(model, memory, root, np.stack(uniforms), settings)
    for step in range(settings.max_tokens):
        if not batch.step(step):
            break
    return batch.results


Numbers = npt.NDArray[np.int64]
_ENDED = -1


class _Branches:
    """The state of all that is still being written, as (tasks, branches) blocks.

    The first `_width` branches of the block are in use, with gaps where a branch has ended.
    """

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
        self._written = np.full((tasks, rows, settings.max_tokens), tokens.PAD, np.int16)
        self._log = np.zeros((tasks, rows))
        self._tasks = np.arange(tasks)
        """The tasks in the block; what is above is kept for all tasks, what is below for these."""
        self._branch = np.zeros((tasks, rows), np.int64)
        """The branch of each row, or _ENDED."""
        self._nodes: list[dict[int, Node]] = [{0: root} for _ in range(tasks)]
        """The branches of each task."""
        self._last = np.full((tasks, rows), tokens.BEGIN, np.int64)
        self._width = 1
        self._stack = DecoderStack(model, settings.max_tokens, tasks, rows)

    def step(self, step: int) -> bool:
        """Write one more token in every row. False when no row is left."""
        last = torch.from_numpy(self._last[:, : self._width].copy()).to(self.model.device)
        scores = self._stack.forward(last, self.memory, step).float().cpu().numpy()
        where = [(i, b) for i, nodes in enumerate(self._nodes) for b in nodes]
        number = np.full(scores.shape[:2], _ENDED)
        for k, place in enumerate(where):
            number[place] = k
        at, row = np.nonzero(self._branch != _ENDED)
        branch = number[at, self._branch[at, row]]
        chosen = self._choose(scores[tuple(np.array(where).T)], where, at, row, branch, step)
        self._divide(at, row, chosen, step)
        if not any(self._nodes):
            return False
        self._compact(step)
        return True

    def _choose(
        self,
        scores: npt.NDArray[np.float32],
        where: list[tuple[int, int]],
        at: Numbers,
        row: Numbers,
        branch: Numbers,
        step: int,
    ) -> Numbers:
        """The next token of each row; PAD where the program can neither go on nor end."""
        nodes = [self._nodes[i][b] for i, b in where]
        masks = np.stack([node.mask for node in nodes])
        masks[~masks.any(1), tokens.PAD] = True
        scores = np.where(masks, scores, -np.inf)
        log = _log_softmax(scores)
        dead = np.fromiter((node.dead for node in nodes), np.float32, len(nodes))
        scores[:, tokens.END] -= (
            np.where(masks.sum(1) > 1, dead, 0) * self.settings.dead_line_penalty
        )
        chance = chances(scores, self.settings.temperature, self.settings.top_p)
        task = self._tasks[at]
        chosen = pick(chance, branch, self._uniforms[task, row, step])
        self._log[task, row] += log[branch, chosen]
        self._written[task, row, step] = chosen
        return chosen

    def _divide(self, at: Numbers, row: Numbers, chosen: Numbers, step: int) -> None:
        """Put each row on the branch of what it has written now; new ones take the first gaps."""
        groups: dict[tuple[int, int, int], list[int]] = {}
        keys = zip(at.tolist(), self._branch[at, row].tolist(), chosen.tolist(), strict=True)
        for k, key in enumerate(keys):
            groups.setdefault(key, []).append(k)
        former, self._nodes = self._nodes, [{} for _ in self._nodes]
        copies: list[tuple[int, int, int]] = []
        waiting = []
        for (i, b, token), ks in groups.items():
            if token == tokens.END or token == tokens.PAD:
                self._end(i, row[ks], step, token)
            elif b in self._nodes[i]:
                waiting.append((i, b, token, ks))
            else:
                self._nodes[i][b] = former[i][b].after(token)
                self._last[i, b] = token
        for i, b, token, ks in waiting:
            gap = next(g for g in count() if g not in self._nodes[i])
            self._nodes[i][gap] = former[i][b].after(token)
            self._last[i, gap] = token
            self._branch[i, row[ks]] = gap
            copies.append((i, b, gap))
        if copies:
            index = torch.tensor(copies, device=self.model.device).T
            self._stack.copy(index[0], index[1], index[2], step + 1)
        self._width = max((max(nodes) + 1 for nodes in self._nodes if nodes), default=0)

    def _end(self, at: int, rows: Numbers, step: int, token: int) -> None:
        """Take rows out, with their samples if they have come to an end."""
        self._branch[at, rows] = _ENDED
        if token != tokens.END:
            return
        task = int(self._tasks[at])
        written = tuple(map(int, self._written[task, rows[0], : step + 1]))
        for row in rows.tolist():
            self.results[task][row] = Sample(written, float(self._log[task, row]))

    def _compact(self, step: int) -> None:
        """Drop ended tasks and close the gaps when a quarter of the block could go."""
        tasks = [i for i, nodes in enumerate(self._nodes) if nodes]
        width = max(map(len, self._nodes))
        if len(tasks) * width > 0.75 * len(self._nodes) * self._width:
            return
        order = np.zeros((len(tasks), width), np.int64)
        branch = np.full((len(tasks), self._branch.shape[1]), _ENDED)
        for k, i in enumerate(tasks):
            for new, old in enumerate(sorted(self._nodes[i])):
                order[k, new] = old
                branch[k, self._branch[i] == old] = new
        self._nodes = [
            {new: self._nodes[i][old] for new, old in enumerate(sorted(self._nodes[i]))}
            for i in tasks
        ]
        self._branch, self._width = branch, width
        most = int((branch != _ENDED).sum(1).max())
        last = np.full((len(tasks), most), tokens.PAD, np.int64)
        last[:, :width] = self._last[np.array(tasks)[:, None], order]
        self._last, self._tasks = last, self._tasks[tasks]
        device = self.model.device
        kept = torch.tensor(tasks, device=device)
        self.memory = self.memory.of(kept)
        self._stack.keep(kept[:, None], torch.from_numpy(order).to(device), most, step + 1)


def chances(
    scores: npt.NDArray[np.float32], temperature: float, top_p: float
) -> npt.NDArray[np.float64]:
    """Probabilities (branches, vocabulary) by which to draw, from scores (-inf: never)."""
    if temperature == 0:
        likeliest = scores.argmax(1)[:, None]
        return np.asarray(np.arange(scores.shape[1]) == likeliest, np.float64)
    chance = np.exp(_log_softmax(scores / temperature))
    if top_p < 1:
        order = np.argsort(-chance, axis=1, kind="stable")
        ranked = np.take_along_axis(chance, order, 1)
        before = np.cumsum(ranked, axis=1) - ranked
        np.put_along_axis(chance, order, np.where(before < top_p, ranked, 0), 1)
    return np.asarray(chance)


def pick(
    chance: npt.NDArray[np.float64], branch: npt.NDArray[np.int64], draws: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """A token for each row, which is on a branch, by its uniform draw in [0, 1)."""
    total = np.cumsum(chance, axis=1)
    last = chance.shape[1] - 1 - (chance[:, ::-1] > 0).argmax(1)
    aim = draws * total[branch, -1]
    chosen = (total[branch] <= aim[:, None]).sum(1)
    return np.asarray(np.minimum(chosen, last[branch]))


def _log_softmax(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    wide = scores.astype(np.float64)
    wide -= wide.max(1, keepdims=True)
    return np.asarray(wide - np.log(np.exp(wide).sum(1, keepdims=True)))
