"""Memory that the C library and oneDNN hold on to, and how it is given back. No torch here.

Measured on preset `cpu`: glibc's heap was torn by large batches and its holes touched again by
sampling, 1,975 MB at the peak. Batches divided by positions (`learner.micro_positions`) and a cap
on oneDNN's cache of kernels, one for each shape, brought it to 1,065 MB at the same CPU time.
"""

import ctypes
import os

__all__ = ["cap_kernel_cache", "give_back"]

KERNELS = "64"
"""Kernels that oneDNN keeps; its default of 1,024 holds their buffers, too."""


def cap_kernel_cache() -> None:
    """Cap oneDNN's cache of kernels, unless the environment says otherwise.

    It is read at the first kernel, so this comes before a model is built.
    """
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", KERNELS)


def give_back() -> None:
    """Let the system have what is free, where the C library can (glibc).

    Batches have ever new shapes, and glibc keeps what they free: some thousand examples leave two
    gigabytes behind.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
