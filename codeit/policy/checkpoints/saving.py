"""Checkpoints of the embedded model, as files of a checkpoint's folder.

    model.safetensors      the T5 weights under transformers' names
    config.json            their sizes; both load with T5ForConditionalGeneration.from_pretrained
    prompt.safetensors     the table of grid features and the auxiliary head
    optimizer.safetensors  if asked for: what continuing exactly needs
    state.json             sizes, steps, the word of every token number, and which prompts were read

Nothing is pickled.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from codeit.domains.grids.domain import GRIDS
from codeit.domains.interface import Domain
from codeit.errors import CheckpointError
from codeit.policy.checkpoints.checks import bounded_sizes, json_object
from codeit.policy.checkpoints.folder import read_files, write_files
from codeit.policy.checkpoints.word_rows import SavedWords
from codeit.policy.network.model import Architecture, PolicyModel
from data.errors import plain

__all__ = ["Checkpoint", "read", "write"]

_SHADOWS = ("encoder.embed_tokens.", "decoder.embed_tokens.", "lm_head.")
"""Names under which T5 also lists its one token table."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a folder held."""

    architecture: Architecture
    weights: dict[str, Tensor]
    """By the names of `PolicyModel.state_dict`, without the doubled ones."""
    optimizer: dict[str, Tensor]
    """Empty if it was saved without."""
    numbers: dict[str, Any]
    """Plain values saved beside the weights."""
    domain: Domain = GRIDS
    """What its token and feature numbers belong to."""

    def model(self, dropout: float = 0.0) -> PolicyModel:
        """A model with these weights, as 32-bit numbers, on the CPU."""
        sizes = {**self.architecture.as_dict(), "dropout": dropout}
        model = PolicyModel(Architecture(**sizes), self.domain)  # type: ignore[arg-type]
        self.fill(model)
        return model

    def fill(self, model: PolicyModel) -> None:
        """Copy the weights into a model of the same sizes. Raises CheckpointError otherwise."""
        weights = {name: tensor.float() for name, tensor in self.weights.items()}
        try:
            missing, extra = model.load_state_dict(weights, strict=False)
        except RuntimeError as error:
            raise CheckpointError(f"the checkpoint has other sizes: {error}") from None
        missing = [name for name in missing if not name.removeprefix("t5.").startswith(_SHADOWS)]
        if missing or extra:
            few = plain(f"lacks {missing[:3]} and has unknown {extra[:3]}", 300)
            raise CheckpointError(f"the checkpoint {few}: {len(missing)} and {len(extra)} of them")


def write(
    folder: Path,
    model: PolicyModel,
    optimizer: Mapping[str, Tensor] | None = None,
    numbers: Mapping[str, Any] | None = None,
    dtype: torch.dtype = torch.float32,
) -> None:
    """Write a checkpoint; a folder that is there already is replaced in one step.

    Raises OSError if the place cannot be written; what was there before then stays.
    """
    weights = {n: t.detach().to("cpu", dtype) for n, t in model.state_dict().items()}
    t5 = {n.removeprefix("t5."): t for n, t in weights.items() if n.startswith("t5.")}
    t5 = {n: t.contiguous() for n, t in t5.items() if not n.startswith(_SHADOWS)}
    rest = {n: t.contiguous() for n, t in weights.items() if not n.startswith("t5.")}
    state = {"architecture": model.architecture.as_dict(), "numbers": dict(numbers or {})}
    config = {**model.t5.config.to_dict(), "architectures": ["T5ForConditionalGeneration"]}
    files = {
        "model.safetensors": save_tensors(t5, {"format": "pt"}),
        "prompt.safetensors": save_tensors(rest),
        "config.json": _json(config),
        "state.json": _json({**state, **_language(model.domain)}),
    }
    if optimizer:
        kept = {n: t.detach().to("cpu").contiguous() for n, t in optimizer.items()}
        files["optimizer.safetensors"] = save_tensors(kept)
    write_files(folder, files)


def read(folder: Path, domain: Domain = GRIDS) -> Checkpoint:
    """Read and verify a checkpoint.

    Rows of words go to where the domain has these words now: see
    `codeit.policy.checkpoints.word_rows`. Raises CheckpointError naming the file if one is
    missing, damaged, or of another domain or prompts.
    """
    files = read_files(folder)
    if "prompt.safetensors" not in files:
        raise CheckpointError(f"{folder} holds a text model, not one of patches")
    try:
        return _checkpoint(folder, files, domain)
    except CheckpointError:
        raise
    except SafetensorError as error:
        raise CheckpointError(f"{folder}: torn weights: {plain(error, 80)}") from None
    except Exception as error:  # noqa: BLE001  # whatever a missing or odd value in its files leads to
        raise CheckpointError(
            f"{folder} is no checkpoint of ours: {plain(repr(error), 80)}"
        ) from None


def _checkpoint(folder: Path, files: Mapping[str, bytes], domain: Domain) -> Checkpoint:
    state = json_object(files["state.json"], folder / "state.json")
    words, now = _saved_words(folder, state, domain), SavedWords.of(domain.words)
    bounded_sizes(state["architecture"], folder / "state.json")
    architecture = Architecture(**state["architecture"])
    t5 = load_tensors(files["model.safetensors"])
    weights = {f"t5.{name}": tensor for name, tensor in t5.items()}
    weights.update(load_tensors(files["prompt.safetensors"]))
    _demand_sizes(folder, architecture, weights)
    packed = files.get("optimizer.safetensors")
    return Checkpoint(
        architecture,
        words.weights(weights, now),
        words.slots(load_tensors(packed), now) if packed else {},
        dict(state["numbers"]),
        domain,
    )


def _demand_sizes(folder: Path, sizes: Architecture, weights: Mapping[str, Tensor]) -> None:
    """Raise CheckpointError if a model of these sizes has more weights than there are.

    So nothing is allocated that the file does not pay for.
    """
    w, f = sizes.width, sizes.feed_forward
    layers = sizes.encoder_layers * (4 * w * w + 3 * w * f)
    layers += sizes.decoder_layers * (8 * w * w + 3 * w * f)
    held = sum(tensor.numel() for tensor in weights.values())
    if layers > held:
        raise CheckpointError(f"{folder}: its sizes need {layers:,} weights, it holds {held:,}")


def _language(domain: Domain) -> dict[str, Any]:
    """What token and feature numbers stand for."""
    words = SavedWords.of(domain.words)
    return {
        "domain": domain.name,
        "words": words.vocabulary,
        "primitives": words.primitives,
        "prompts": _digest([domain.prompts.features, domain.prompts.table]),
    }


def _saved_words(folder: Path, state: Mapping[str, Any], domain: Domain) -> SavedWords:
    """The words of a checkpoint. Raises CheckpointError if it cannot be of use in the domain."""
    now = _language(domain)
    if "words" in state:
        told = all(state[part] == now[part] for part in ("domain", "prompts"))
        words = SavedWords(tuple(state["words"]), tuple(state["primitives"]))
        if not all(isinstance(word, str) for word in (*words.vocabulary, *words.primitives)):
            raise CheckpointError(f"{folder}: its words are no words")
    else:  # written before the words were kept: only a digest of all that had to be equal
        meaning = [domain.words.vocabulary, domain.prompts.features, domain.prompts.table]
        told = state["meaning"] == _digest(meaning)
        words = SavedWords.of(domain.words)
    if not told:
        raise CheckpointError(
            f"{folder} was trained with another vocabulary or prompt encoding; train it anew"
        )
    return words


def _digest(value: object) -> str:
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=16).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True, default=str).encode()
