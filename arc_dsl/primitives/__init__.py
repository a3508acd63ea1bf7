"""The primitives of the language, by family; importing this package declares them all.

The order of the families below, and of the declarations in each, is that of the published language:
vocabularies, tables and pages follow it.
"""

# isort: off
from arc_dsl.primitives import arithmetic
from arc_dsl.primitives import logic
from arc_dsl.primitives import containers
from arc_dsl.primitives import selection
from arc_dsl.primitives import higher_order
from arc_dsl.primitives import functions
from arc_dsl.primitives import pieces
from arc_dsl.primitives import patches
from arc_dsl.primitives import bounds
from arc_dsl.primitives import outlines
from arc_dsl.primitives import relations
from arc_dsl.primitives import segmentation
from arc_dsl.primitives import transforms
from arc_dsl.primitives import grids
from arc_dsl.primitives import painting
# isort: on

__all__ = ["FAMILIES"]

FAMILIES = (
    arithmetic,
    logic,
    containers,
    selection,
    higher_order,
    functions,
    pieces,
    patches,
    bounds,
    outlines,
    relations,
    segmentation,
    transforms,
    grids,
    painting,
)
"""The modules that declare primitives, in the order of the published language."""
