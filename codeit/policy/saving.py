"""Checkpoints of the embedded model: a folder, written whole and then renamed, with checksums.

    model.safetensors      the T5 weights under transformers' names
    config.json            their sizes; both load with T5ForConditionalGeneration.from_pretrained
    prompt.safetensors     the table of grid features and the auxiliary head
    optimizer.safetensors  if asked for: what continuing exactly needs
    state.json             sizes, steps, the word of every token number, and which prompts were read
    manifest.json          version, and the checksum of every file

Nothing is pickled. A file that differs from its checksum by one bit is refused.
"""

import hashlib
import json
import os
import shutil
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
from codeit.policy.checkpoint_files import (
    FORMAT,
    bounded_sizes,
    checksum,
    is_allowed,
    json_object,
    manifest_of,
    read_regular,
    sum_of_sums,
)
from codeit.policy.model import Architecture, PolicyModel
from codeit.policy.word_rows import SavedWords
from codeit.run.writing import sync_folder
from data.errors import plain

__all__ = [
    "FORMAT",
    "Checkpoint",
    "Shelf",
    "is_checkpoint",
    "read",
    "read_files",
    "write",
    "write_files",
]

MANIFEST = "manifest.json"
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

    Rows of words go to where the domain has these words now: see `codeit.policy.word_rows`. Raises
    CheckpointError naming the file if one is missing, damaged, or of another domain or prompts.
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


def is_checkpoint(folder: Path) -> bool:
    """Whether the folder looks like one of ours, sound or not."""
    return (folder / MANIFEST).is_file() or _aside(folder).is_dir()


class Shelf:
    """Checkpoints of a long training in one folder: the last few, and the best one."""

    def __init__(self, folder: Path, keep: int = 3) -> None:
        self.folder = folder
        self._keep = keep

    def put(self, step: int, score: float, model: PolicyModel, **parts: Any) -> Path:
        """Write a checkpoint of `step`; `score` is lower for better ones. Old ones are removed."""
        place = self.folder / f"step-{step:08d}"
        numbers = {**parts.pop("numbers", {}), "score": score}
        write(place, model, numbers=numbers, **parts)
        if score < self._best_score():
            write(self.folder / "best", model, numbers=numbers)
        for old in self.steps()[: -self._keep]:
            shutil.rmtree(old)
        return place

    def sweep(self) -> None:
        """Remove what killed writers left half written; nobody else may be writing."""
        for name in ("step-*", "best", "final"):
            for left in self.folder.glob(f".{name}.[0-9]*.new"):
                shutil.rmtree(left, ignore_errors=True)

    def steps(self) -> list[Path]:
        """The numbered checkpoints, oldest first."""
        return sorted(self.folder.glob("step-*"))

    def last(self) -> Path | None:
        """The newest numbered checkpoint."""
        return max(self.steps(), default=None)

    def _best_score(self) -> float:
        try:
            return float(read(self.folder / "best").numbers["score"])
        except CheckpointError:  # none yet, or a damaged one, which the next may replace
            return float("inf")


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


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a checkpoint with their checksums, whole or not at all."""
    sums = {name: checksum(content) for name, content in sorted(files.items())}
    folder = folder.absolute()
    scratch = folder.parent / f".{folder.name}.{os.getpid()}.new"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        for name, content in {**files, MANIFEST: manifest_of(sums)}.items():
            _write_synced(scratch / name, content)
        sync_folder(scratch)
        _swap(scratch, folder)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _swap(scratch: Path, folder: Path) -> None:
    aside = _aside(folder)
    if folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
    scratch.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _aside(folder: Path) -> Path:
    place = folder.absolute()  # of "." the name is empty
    return place.parent / f".{place.name}.old"


def _recover(folder: Path) -> None:
    """Finish a replacement that was cut between its two renames."""
    if not folder.exists() and _aside(folder).is_dir():
        _aside(folder).rename(folder)


def read_files(folder: Path) -> dict[str, bytes]:
    """The files of a checkpoint. Raises CheckpointError naming one that is missing or damaged."""
    _recover(folder)
    file = folder / MANIFEST
    if not file.is_file():
        raise CheckpointError(f"{folder} is not a checkpoint: it has no {MANIFEST}")
    manifest = json_object(read_regular(file), file)
    sums = manifest.get("files")
    if not isinstance(sums, dict) or manifest.get("checksum") != sum_of_sums(sums):
        raise CheckpointError(f"{file} is damaged: its checksum does not match")
    if manifest.get("format") != FORMAT:
        form = plain(manifest.get("format"), 40)
        raise CheckpointError(f"{folder} has format {form}; this version reads {FORMAT}")
    for name in sums:
        if not is_allowed(name):
            raise CheckpointError(f"{file} names {plain(name, 80)}: no checkpoint has such a file")
    files = {}
    for name, expected in sums.items():
        files[name] = read_regular(folder / name)
        if checksum(files[name]) != expected:
            raise CheckpointError(f"{folder / name} is damaged: its checksum does not match")
    return files
