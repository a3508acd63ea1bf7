"""Somebody else's T5 with its tokenizer, by name or folder: the paper's policy.

Prompts are text, programs are text, sampling is transformers' own `generate`; what does not parse
is dropped. The embedded policy is many times faster; this one starts from a language model.
"""

import os
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import numpy as np
import torch
from safetensors import SafetensorError
from torch import Tensor, nn
from transformers import AutoTokenizer, T5ForConditionalGeneration
from transformers.utils import logging

from arc_dsl.errors import ParseError
from arc_dsl.program import Program, parse
from buffer.experience import Experience, Origin
from codeit.errors import CheckpointError
from codeit.policy import saving, text
from codeit.policy.checkpoint_files import bounded_sizes, is_allowed, json_object, read_regular
from codeit.policy.collate import IGNORED, Batch, bucket
from codeit.policy.examples import Example, realised_pairs
from codeit.policy.interface import LearnerConfig, PolicyConfig
from codeit.policy.learner import ModelLearner
from codeit.policy.model import pick_device
from codeit.policy.saved_text import load_optimizer, packed_optimizer
from codeit.proposers.candidate import Candidate
from codeit.rng import derive
from codeit.run.trained_on import TEXT_FILE
from data.errors import plain
from data.paths import expanded
from data.tasks import Pair, Task

__all__ = ["PretrainedLearner", "PretrainedPolicy", "TextModel", "build_pretrained"]

_FILES = "config.json, model.safetensors (or pytorch_model.bin), and its tokenizer files"


class TextModel(nn.Module):
    """A T5 and its tokenizer, trained and sampled through text."""

    def __init__(self, t5: T5ForConditionalGeneration, tokenizer: Any, budget: int) -> None:
        super().__init__()
        self.t5 = t5
        self.tokenizer = tokenizer
        self.budget = budget
        self.pad = int(tokenizer.pad_token_id)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    def forward(self, prompts: Tensor, given: Tensor) -> tuple[Tensor, None]:
        """Scores of the token after each of `given` (batch, length), and no auxiliary scores."""
        out = self.t5(
            input_ids=prompts, attention_mask=(prompts != self.pad).long(), decoder_input_ids=given
        )
        return out.logits, None

    def prompt(self, pairs: Sequence[Pair]) -> list[int]:
        """Token numbers of a task's pairs, at most `budget`; a pair is cut only if it is alone."""
        prompt = text.fit(pairs, self.budget, lambda t: len(self.tokenizer(t).input_ids))
        numbers: list[int] = self.tokenizer(prompt).input_ids
        return numbers[: self.budget]

    def program(self, program: str) -> list[int]:
        """Token numbers of a program, its end included."""
        numbers: list[int] = self.tokenizer(program).input_ids
        end = self.tokenizer.eos_token_id
        return numbers if numbers[-1:] == [end] else [*numbers, end]

    def pad_prompts(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """(batch, bucket) token numbers."""
        table = np.full((len(prompts), bucket(max(map(len, prompts)))), self.pad, np.int64)
        for row, prompt in zip(table, prompts, strict=True):
            row[: len(prompt)] = prompt
        return torch.from_numpy(table)


class PretrainedPolicy:
    """A `Policy` that samples text and keeps what parses."""

    def __init__(self, model: TextModel, config: PolicyConfig) -> None:
        self.model = model
        self._config = config

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        """At most `samples` candidates for each task: those of as many samples that parse."""
        self.model.eval()
        found: list[list[Candidate]] = []
        for start in range(0, len(tasks), self._config.tasks_at_once):
            group = tasks[start : start + self._config.tasks_at_once]
            texts = self._generate(group, samples, derive(seed, *(task.id for task in group)))
            found += [
                self._candidates(task, programs)
                for task, programs in zip(group, texts, strict=True)
            ]
        return found

    def pack(self, folder: Path) -> None:
        """Write weights and tokenizer."""
        # With the file by which a text model is known, empty: the optimiser is not sent.
        saving.write_files(folder, _files_of(self.model) | {TEXT_FILE: b"{}"})

    def unpack(self, folder: Path) -> None:
        """Take the weights that `pack` wrote."""
        with _still():
            kept = T5ForConditionalGeneration.from_pretrained(folder)
        self.model.t5.load_state_dict(kept.state_dict())

    def _generate(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[str]]:
        shown = self._config.demonstrations or None
        prompts = [self.model.prompt(task.demonstrations[:shown]) for task in tasks]
        inputs = self.model.pad_prompts(prompts).to(self.model.device)
        how: dict[str, Any] = {"do_sample": False}
        if self._config.temperature > 0:
            how = {
                "do_sample": True,
                "temperature": self._config.temperature,
                "top_p": self._config.top_p,
                "top_k": 0,
                "num_return_sequences": samples,
            }
        with torch.random.fork_rng(), torch.inference_mode():
            torch.manual_seed(seed)
            out = self.model.t5.generate(
                input_ids=inputs,
                attention_mask=(inputs != self.model.pad).long(),
                max_new_tokens=self._config.program_tokens,
                **how,
            )
        texts = self.model.tokenizer.batch_decode(out, skip_special_tokens=True)
        each = len(texts) // len(tasks)
        return [texts[i * each : (i + 1) * each] for i in range(len(tasks))]

    def _candidates(self, task: Task, texts: Sequence[str]) -> list[Candidate]:
        programs = [program for one in texts if (program := _parsed(one)) is not None]
        if self._config.unique:
            programs = list(dict.fromkeys(programs))
        return [Candidate(task.id, program, Origin.POLICY) for program in programs]


def _parsed(source: str) -> Program | None:
    try:
        return parse(source)
    except ParseError:
        return None


class PretrainedLearner(ModelLearner):
    """A `Learner` on a `TextModel`."""

    def __init__(self, model: TextModel, config: LearnerConfig, demonstrations: int = 0) -> None:
        super().__init__(model, config)
        self.model = model
        self._demonstrations = demonstrations
        self._start = int(model.t5.config.decoder_start_token_id)
        self._program = lru_cache(1 << 16)(model.program)

    def _example(self, experience: Experience, task: Task) -> Example | None:
        pairs = realised_pairs(experience, task)[: self._demonstrations or None]
        if not pairs:
            return None
        prompt = np.asarray(self.model.prompt(pairs), np.int64)
        return Example(prompt, tuple(self._program(experience.program)))

    def _collate(self, examples: Sequence[Example]) -> Batch:
        length = bucket(max(len(example.tokens) for example in examples))
        labels = np.full((len(examples), length), IGNORED, np.int64)
        given = np.full((len(examples), length), self.model.pad, np.int64)
        given[:, 0] = self._start
        for row, example in enumerate(examples):
            count = len(example.tokens)
            labels[row, :count] = example.tokens
            given[row, 1:count] = example.tokens[:-1]
        prompts = self.model.pad_prompts([example.prompt.tolist() for example in examples])
        return Batch.of(prompts, torch.from_numpy(given), torch.from_numpy(labels), examples)

    def save(self, folder: Path) -> None:
        """Write weights, tokenizer, optimiser and schedule, whole or not at all.

        Raises OSError if the folder or the place for temporary files cannot be written.
        """
        files = _files_of(self.model)
        saving.write_files(folder, files | packed_optimizer(self._trainer, self.trained_on))

    def load(self, folder: Path) -> None:
        """Restore what `save` wrote. Raises CheckpointError if it is missing, torn or foreign."""
        files = saving.read_files(folder)
        _check_config(folder)
        try:
            with _still():
                kept = T5ForConditionalGeneration.from_pretrained(folder)
            self.model.t5.load_state_dict(kept.state_dict())
            self.trained_on = load_optimizer(self._trainer, files)
        except Exception as error:  # noqa: BLE001  # whatever an odd value in its files leads to
            reason = plain(error, 200)
            raise CheckpointError(f"{folder} does not fit this model: {reason}") from None


def _files_of(model: TextModel) -> dict[str, bytes]:
    """Weights and tokenizer as files. Raises OSError if there is no room to write them."""
    with tempfile.TemporaryDirectory() as scratch, _still():
        try:
            model.t5.save_pretrained(scratch)
        except SafetensorError as error:  # what a full disk is to that library
            raise OSError(f"{error} (in {scratch})") from None
        model.tokenizer.save_pretrained(scratch)
        written = [file for file in Path(scratch).iterdir() if is_allowed(file.name)]
        return {file.name: file.read_bytes() for file in written}


def build_pretrained(
    policy: PolicyConfig, learner: LearnerConfig
) -> tuple[PretrainedPolicy, PretrainedLearner]:
    """A policy on somebody else's T5. Raises CheckpointError if it cannot be loaded."""
    t5, tokenizer = _load(policy.checkpoint, policy.dropout)
    model = TextModel(t5, tokenizer, policy.prompt_tokens).to(pick_device(policy.device)).eval()
    return PretrainedPolicy(model, policy), PretrainedLearner(model, learner, policy.demonstrations)


def _check_config(folder: Path) -> None:
    """Look at a folder before transformers does. Raises CheckpointError for one that is no model.

    Its files must be regular ones, and the sizes of the model within bounds and paid for by the
    weights that lie there.
    """
    for file in folder.iterdir():
        if file.suffix in (".json", ".safetensors", ".bin", ".model") and not file.is_file():
            raise CheckpointError(f"{file} is no regular file")
    config = folder / "config.json"
    if not config.is_file():
        return  # what is missing is told by whoever loads it
    sizes = json_object(read_regular(config), config)
    bounded_sizes(sizes, config)
    held = sum(f.stat().st_size for f in folder.iterdir() if f.suffix in (".safetensors", ".bin"))
    width = sizes.get("d_model", 512)
    layers = sizes.get("num_layers", 6)
    layers += sizes.get("num_decoder_layers") or layers
    if layers * width * sizes.get("d_ff", 2_048) > held:
        raise CheckpointError(f"{config}: its sizes need more weights than the folder holds")


def _load(name: str, dropout: float) -> tuple[T5ForConditionalGeneration, Any]:
    folder = expanded(name)
    if saving.is_checkpoint(folder):
        saving.read_files(folder)
    elif not folder.is_dir() and _is_path(name):
        raise CheckpointError(f"{name}: no such folder, so there is no checkpoint to load")
    source = str(folder) if folder.is_dir() else name
    if folder.is_dir():
        _check_config(folder)
    try:
        return _fetch(source, dropout)
    except Exception as error:  # noqa: BLE001  # transformers lets through what torch, json and pickle raise
        where = f"https://huggingface.co/{name}"
        if folder.is_dir():
            advice = f"a checkpoint folder needs {_FILES}"
        else:
            advice = (
                f"it is not on this machine and could not be fetched. On a machine with a network "
                f"download {_FILES} from {where} into a folder, bring the folder here, and set "
                f"policy.checkpoint to its path"
            )
        first = plain(str(error).strip().split("\n")[0], 300)
        raise CheckpointError(f"cannot load {name}: {advice} ({first})") from None


def _is_path(name: str) -> bool:
    """Whether a name that leads nowhere was meant as a path: on the hub it is `who/what`."""
    first, *rest = Path(name).parts or ("",)
    return name.startswith((".", "/", "~")) or len(rest) > 1 or bool(rest and Path(first).exists())


def _fetch(source: str, dropout: float) -> tuple[T5ForConditionalGeneration, Any]:
    """From a folder or the cache of this machine, else from the hub."""
    try:
        return _read(source, dropout, local=True)
    except OSError:
        if Path(source).is_dir():
            raise
    _demand_network()
    return _read(source, dropout, local=False)


def _read(source: str, dropout: float, *, local: bool) -> tuple[T5ForConditionalGeneration, Any]:
    with _still() if local else nullcontext():  # a download may show its bars
        tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=local)
        t5 = T5ForConditionalGeneration.from_pretrained(
            source, local_files_only=local, dropout_rate=dropout
        )
    return t5, tokenizer


@contextmanager
def _still() -> Iterator[None]:
    """Without transformers' progress bars, which would tear the run's own."""
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _demand_network() -> None:
    """Raise OSError at once where the hub has no address, instead of a minute of retries."""
    if not getproxies():
        host = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co")).hostname
        socket.getaddrinfo(host, 443)
