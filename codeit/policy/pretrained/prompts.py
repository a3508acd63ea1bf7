"""Tasks as text, in the paper's sparse format, for pretrained language models.

A grid is `HxW background=b c=i,j i,j c=i,j ...`: its size, its most frequent colour, and the cells
of every other colour (CodeIt, section 3 and appendix). A prompt has all inputs on its first line
and all outputs on its second, grids separated by `|`. Pairs are kept whole or dropped, the smallest
first, until the budget of tokens is full.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from arc_dsl.outcome import PlainGrid
from data.tasks import Pair

__all__ = ["MAX_PAIRS", "fit", "grid_text", "prompt_text", "read_grid"]

MAX_PAIRS = 10


def grid_text(grid: PlainGrid) -> str:
    """A grid as sparse text."""
    cells: dict[int, list[str]] = {}
    for i, row in enumerate(grid):
        for j, colour in enumerate(row):
            cells.setdefault(colour, []).append(f"{i},{j}")
    counts = Counter({colour: len(places) for colour, places in sorted(cells.items())})
    background = counts.most_common(1)[0][0]
    parts = [f"{len(grid)}x{len(grid[0])}", f"background={background}"]
    parts += [f"{c}={' '.join(cells[c])}" for c in sorted(cells) if c != background]
    return " ".join(parts)


def read_grid(text: str) -> PlainGrid:
    """The grid that `grid_text` wrote. Raises ValueError for any other text."""
    size, background, *rest = text.split()
    height, width = map(int, size.split("x"))
    grid = [[int(background.removeprefix("background="))] * width for _ in range(height)]
    colour = -1
    for word in rest:
        if "=" in word:
            name, word = word.split("=")
            colour = int(name)
        i, j = map(int, word.split(","))
        grid[i][j] = colour
    return tuple(map(tuple, grid))


def prompt_text(pairs: Sequence[Pair]) -> str:
    """The prompt of some pairs: inputs, a line break, outputs."""
    inputs = " | ".join(grid_text(pair.input) for pair in pairs)
    outputs = " | ".join(grid_text(pair.output) for pair in pairs)
    return f"{inputs}\n{outputs}"


def fit(pairs: Sequence[Pair], budget: int, length: Callable[[str], int]) -> str:
    """The prompt of as many pairs as fit into `budget` tokens as told by `length`.

    The smallest pairs are kept, ten at most, in their order; one is always kept, however long.
    Raises ValueError without pairs.
    """
    if not pairs:
        raise ValueError("a prompt needs at least one pair")
    sizes = [_cells(pair) for pair in pairs]
    order = sorted(range(len(pairs)), key=lambda i: (sizes[i], i))[:MAX_PAIRS]
    for count in range(len(order), 1, -1):
        text = prompt_text([pairs[i] for i in sorted(order[:count])])
        if length(text) <= budget:
            return text
    return prompt_text([pairs[order[0]]])


def _cells(pair: Pair) -> int:
    return sum(len(row) for grid in (pair.input, pair.output) for row in grid)
