"""Rows and columns of one colour: they part the inputs, and glue together what touches them."""

from codeit.search.entities.frames import Frame
from codeit.search.entities.scenes import Planes, Scene

__all__ = ["lines", "lining"]


def lining(scene: Scene) -> list[int]:
    """Colours of full rows and columns in every input that touch something in a demonstration."""
    if len(set(scene.background)) > 1:
        return []
    shared = set.intersection(*(set(planes) for planes in scene.planes)) - set(scene.background)
    found = []
    for value in sorted(shared):
        masks = [planes[value] for planes in scene.planes]
        pages = list(zip(scene.frames, scene.planes, masks, strict=True))
        if all(mask == lines(frame, {value: mask}) for frame, _, mask in pages) and any(
            frame.around(mask) & ~mask & ~planes[ground]
            for (frame, planes, mask), ground in zip(pages, scene.background, strict=True)
        ):
            found.append(value)
    return found


def lines(frame: Frame, planes: Planes) -> int:
    """The rows and columns of one colour."""
    found = 0
    for mask in planes.values():
        for i in range(frame.height):
            row = frame.row << (i * frame.width)
            if not row & ~mask:
                found |= row
        for j in range(frame.width):
            column = frame.column << j
            if not column & ~mask:
                found |= column
    return found
