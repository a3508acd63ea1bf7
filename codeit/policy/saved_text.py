"""The optimiser of a text model as checkpoint files."""

import json
from collections.abc import Mapping

from safetensors.torch import load, save

from codeit.policy.training import Trainer

__all__ = ["load_optimizer", "packed_optimizer"]


def packed_optimizer(trainer: Trainer) -> dict[str, bytes]:
    """Files that hold the optimiser's tensors and numbers."""
    tensors, numbers = trainer.state()
    kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    files = {"trainer.json": json.dumps(numbers).encode()}
    return files | ({"optimizer.safetensors": save(kept)} if kept else {})


def load_optimizer(trainer: Trainer, files: Mapping[str, bytes]) -> None:
    """Undo `packed_optimizer`. Raises KeyError for a missing file or an unknown parameter."""
    packed = files.get("optimizer.safetensors")
    trainer.restore(load(packed) if packed else {}, json.loads(files["trainer.json"]))
