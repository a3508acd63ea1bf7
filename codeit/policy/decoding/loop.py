"""Sampling token sequences: our own loop, several tasks at once, many branches a task.

What several samples of a task have begun alike is one *branch*: the decoder runs once for each
branch, and a branch is divided where its samples go different ways
(`codeit.policy.decoding.drawing`).
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt
import torch

from codeit.domains.words import BEGIN, END, PAD
from codeit.policy.decoding.constraint import Node
from codeit.policy.decoding.drawing import Branch, Child, Drawing, Sample, chances, log_softmax
from codeit.policy.network.decoder import DecoderStack, Memory
from codeit.policy.network.model import PolicyModel

__all__ = ["Settings", "decode"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How tokens are drawn."""

    temperature: float
    top_p: float
    dead_line_penalty: float
    max_tokens: int


@torch.inference_mode()
def decode(
    model: PolicyModel, memory: Memory, root: Node, drawing: Drawing, settings: Settings
) -> list[list[Sample]]:
    """The samples that a drawing makes for each task of the memory.

    A branch that can neither go on nor end, or has no end after `max_tokens`, gives none.
    """
    block = _Block(model, memory, root, drawing, settings)
    for step in range(settings.max_tokens):
        if not block.step(step):
            break
    return drawing.samples()


class _Block:
    """What is still being written. Branches have slots in the caches, with gaps between them."""

    def __init__(
        self,
        model: PolicyModel,
        memory: Memory,
        root: Node,
        drawing: Drawing,
        settings: Settings,
    ) -> None:
        self._model, self._memory = model, memory
        self._drawing, self._settings = drawing, settings
        self._open = [
            [Branch(task, root, (), 0.0, drawing.root(task))] for task in range(len(memory.mask))
        ]
        """The branches of each task that is left."""
        most = max(map(drawing.most, self._open))
        self._stack = DecoderStack(model, settings.max_tokens, len(self._open), most)

    def step(self, step: int) -> bool:
        """Write one more token on every branch. False when no branch is left."""
        branches = [branch for own in self._open for branch in own]
        row = np.repeat(np.arange(len(self._open)), [len(own) for own in self._open])
        slot = np.array([branch.slot for branch in branches])
        last = np.full((len(self._open), slot.max() + 1), BEGIN)
        last[row, slot] = [b.written[-1] if b.written else BEGIN for b in branches]
        given = torch.from_numpy(last).to(self._model.device)
        scores = self._stack.forward(given, self._memory, step).float().cpu().numpy()
        self._divide(branches, scores[row, slot], step)
        if not any(self._open):
            return False
        self._compact(step)
        return True

    def _divide(self, branches: list[Branch], scores: npt.NDArray[np.float32], step: int) -> None:
        """Put what is drawn next in the place of the branches."""
        masks = np.stack([branch.node.mask for branch in branches])
        masks[~masks.any(1), PAD] = True  # it can neither go on nor end
        scores = np.where(masks, scores, -np.inf)
        log = log_softmax(scores)
        dead = np.fromiter((branch.node.dead for branch in branches), np.float32, len(branches))
        scores[:, END] -= np.where(masks.sum(1) > 1, dead, 0) * self._settings.dead_line_penalty
        chance = chances(scores, self._settings.temperature, self._settings.top_p)
        going_on: dict[int, list[Child]] = defaultdict(list)
        for child in self._drawing.divide(branches, chance):
            parent = branches[child.parent]
            if child.token == END:
                written = (*parent.written, END)
                log_probability = parent.log_probability + float(log[child.parent, END])
                sample = Sample(written, log_probability)
                self._drawing.end(parent.task, child.share, sample)
            elif child.token != PAD:
                going_on[parent.task].append(child)
        self._grow(branches, going_on, log, step)

    def _grow(
        self,
        branches: list[Branch],
        going_on: dict[int, list[Child]],
        log: npt.NDArray[np.float64],
        step: int,
    ) -> None:
        """Make branches of children: the first takes its parent's slot, others the first gaps."""
        copies: list[tuple[int, int, int]] = []
        for row, own in enumerate(self._open):
            children = going_on[own[0].task] if own else []
            taken = {branches[child.parent].slot for child in children}
            gaps = (slot for slot in count() if slot not in taken)
            inherited: set[int] = set()
            grown = []
            for child in children:
                parent = branches[child.parent]
                slot = parent.slot
                if slot in inherited:
                    slot = next(gaps)
                    copies.append((row, parent.slot, slot))
                inherited.add(slot)
                grown.append(
                    Branch(
                        parent.task,
                        parent.node.after(child.token),
                        (*parent.written, child.token),
                        parent.log_probability + float(log[child.parent, child.token]),
                        child.share,
                        slot,
                    )
                )
            self._open[row] = grown
        if copies:
            task, source, target = torch.tensor(copies, device=self._model.device).T
            self._stack.copy(task, source, target, step + 1)

    def _compact(self, step: int) -> None:
        """Drop ended tasks and close the gaps when a quarter of the block could go."""
        rows = [row for row, own in enumerate(self._open) if own]
        width = max(map(len, self._open))
        used = 1 + max(branch.slot for own in self._open for branch in own)
        if len(rows) * width > 0.75 * len(self._open) * used:
            return
        self._open = [self._open[row] for row in rows]
        order = np.zeros((len(rows), width), np.int64)
        for row, own in enumerate(self._open):
            for slot, branch in enumerate(own):
                order[row, slot], branch.slot = branch.slot, slot
        device = self._model.device
        kept = torch.tensor(rows, device=device)
        self._memory = self._memory.of(kept)
        most = max(map(self._drawing.most, self._open))
        self._stack.keep(kept[:, None], torch.from_numpy(order).to(device), most, step + 1)
