"""Somebody else's T5 by name or folder: from this machine, or else from the hub."""

import os
import socket
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from transformers import AutoTokenizer, T5ForConditionalGeneration

from codeit.errors import CheckpointError
from codeit.policy.checkpoints.folder import is_checkpoint, read_files
from codeit.policy.interface import LearnerConfig, PolicyConfig
from codeit.policy.network.model import pick_device
from codeit.policy.pretrained.folders import check_config, without_bars
from codeit.policy.pretrained.learner import PretrainedLearner
from codeit.policy.pretrained.model import TextModel
from codeit.policy.pretrained.policy import PretrainedPolicy
from data.errors import plain
from data.paths import expanded

__all__ = ["build_pretrained"]

_FILES = "config.json, model.safetensors (or pytorch_model.bin), and its tokenizer files"


def build_pretrained(
    policy: PolicyConfig, learner: LearnerConfig
) -> tuple[PretrainedPolicy, PretrainedLearner]:
    """A policy on somebody else's T5. Raises CheckpointError if it cannot be loaded."""
    t5, tokenizer = _load(policy.checkpoint, policy.dropout)
    model = TextModel(t5, tokenizer, policy.prompt_tokens).to(pick_device(policy.device)).eval()
    return PretrainedPolicy(model, policy), PretrainedLearner(model, learner, policy.demonstrations)


def _load(name: str, dropout: float) -> tuple[T5ForConditionalGeneration, Any]:
    folder = expanded(name)
    if is_checkpoint(folder):
        read_files(folder)
    elif not folder.is_dir() and _is_path(name):
        raise CheckpointError(f"{name}: no such folder, so there is no checkpoint to load")
    source = str(folder) if folder.is_dir() else name
    if folder.is_dir():
        check_config(folder)
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
    with without_bars() if local else nullcontext():  # a download may show its bars
        tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=local)
        t5 = T5ForConditionalGeneration.from_pretrained(
            source, local_files_only=local, dropout_rate=dropout
        )
    return t5, tokenizer


def _demand_network() -> None:
    """Raise OSError at once where the hub has no address, instead of a minute of retries."""
    if not getproxies():
        host = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co")).hostname
        socket.getaddrinfo(host, 443)
