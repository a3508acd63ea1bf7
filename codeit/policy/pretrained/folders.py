"""A text model as files: what transformers writes, and what is checked before it reads."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError
from transformers.utils import logging

from codeit.errors import CheckpointError
from codeit.policy.checkpoints.checks import bounded_sizes, is_allowed, json_object, read_regular
from codeit.policy.pretrained.model import TextModel

__all__ = ["check_config", "files_of", "without_bars"]


def files_of(model: TextModel) -> dict[str, bytes]:
    """Weights and tokenizer as files. Raises OSError if there is no room to write them."""
    with tempfile.TemporaryDirectory() as scratch, without_bars():
        try:
            model.t5.save_pretrained(scratch)
        except SafetensorError as error:  # what a full disk is to that library
            raise OSError(f"{error} (in {scratch})") from None
        model.tokenizer.save_pretrained(scratch)
        written = [file for file in Path(scratch).iterdir() if is_allowed(file.name)]
        return {file.name: file.read_bytes() for file in written}


def check_config(folder: Path) -> None:
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


@contextmanager
def without_bars() -> Iterator[None]:
    """Without transformers' progress bars, which would tear the run's own."""
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
