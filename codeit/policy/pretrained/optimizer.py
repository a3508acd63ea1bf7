"""The optimiser of a text model as checkpoint files."""

import json
from collections.abc import Iterable, Mapping

from safetensors.torch import load, save

from codeit.policy.learning.training import Trainer
from codeit.run.trained_on import KEY, TEXT_FILE

__all__ = ["load_optimizer", "packed_optimizer"]


def packed_optimizer(trainer: Trainer, trained_on: Iterable[str] = ()) -> dict[str, bytes]:
    """Files that hold the optimiser's tensors and numbers, and hashes of what it was trained on."""
    tensors, numbers = trainer.state()
    kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    files = {TEXT_FILE: json.dumps({**numbers, KEY: sorted(trained_on)}).encode()}
    return files | ({"optimizer.safetensors": save(kept)} if kept else {})


def load_optimizer(trainer: Trainer, files: Mapping[str, bytes]) -> frozenset[str]:
    """Undo `packed_optimizer`; the hashes.

    Raises KeyError for a missing file or an unknown parameter.
    """
    packed = files.get("optimizer.safetensors")
    numbers = json.loads(files[TEXT_FILE])
    trainer.restore(load(packed) if packed else {}, numbers)
    return frozenset(numbers.get(KEY, ()))
