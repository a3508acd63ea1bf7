"""Which lines of a program are not its parent's.

Variables are numbered line by line, so one line put in renumbers all that follow. Lines are
therefore paired by their functions first; of a pair only what its arguments stand for counts.
"""

from difflib import SequenceMatcher

from arc_dsl.program import Line, Program

__all__ = ["changed_lines"]


def changed_lines(parent: Program, child: Program) -> tuple[int, ...]:
    """Positions, from 0, of the child's lines that the parent does not have."""
    matcher = SequenceMatcher(None, _functions(parent), _functions(child), autojunk=False)
    counterpart: dict[str, str] = {}
    changed = set(range(len(child.lines)))
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            before, after = parent.lines[block.a + offset], child.lines[block.b + offset]
            if _arguments(before, counterpart) == after.args:
                changed.discard(block.b + offset)
            counterpart[before.name] = after.name
    return tuple(sorted(changed))


def _functions(program: Program) -> list[str]:
    return [line.function for line in program.lines]


def _arguments(line: Line, counterpart: dict[str, str]) -> tuple[str, ...]:
    """The line's arguments in the child's names."""
    return tuple(counterpart.get(argument, argument) for argument in line.args)
