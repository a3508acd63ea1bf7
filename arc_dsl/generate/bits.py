"""The length of a program in bits, under the uniform prior over well-typed programs.

Every function and every argument costs the logarithm of the number of names that could have stood
there; after each line that could be the last, going on or stopping is one choice more. So a
program of three lines with few alternatives is shorter than one of two with many, and a name that
only one value could fill is free. After The KoLMogorov Test (ICLR 2025), on this language.

The prior is over natural uses (see `arc_dsl.types.grammar`). One choice in 1024 is set aside for
whatever else type-checks, so that every well-typed program has a finite length.
"""

from math import log2

from arc_dsl.program import Program
from arc_dsl.types.grammar import Scope

__all__ = ["bits"]

_ODD = 1 / 1024
"""Share of the probability that goes to uses which type-check but make little sense."""


def bits(program: Program) -> float:
    """Description length in bits, greater than 0. Raises TypeMismatch if it is not well typed."""
    natural, loose = Scope.start(natural=True), Scope.start()
    total = 0.0
    for line in program.lines:
        offered = natural.functions()
        if line.function in offered:
            total += _bits_of_one(len(offered) + natural.can_end())
        else:
            total += _bits_of_odd(len(loose.functions()))
        for i, name in enumerate(line.args):
            offered = natural.arguments(line.function, line.args[:i])
            if name in offered:
                total += _bits_of_one(len(offered))
            else:
                total += _bits_of_odd(len(loose.arguments(line.function, line.args[:i])))
        natural = natural.extend(line.function, line.args)
        loose = loose.extend(line.function, line.args)
    return total + _bits_of_one(len(natural.functions()) + 1)


def _bits_of_one(choices: int) -> float:
    return log2(choices) - log2(1 - _ODD)


def _bits_of_odd(choices: int) -> float:
    return log2(choices) - log2(_ODD)
