"""Which names may come next in a program, so that it still parses and type-checks.

`Scope` is the state of a partial program: the lines so far and the types of their values. The
constrained decoder, the random generator and mutation all choose from what it offers. Lookahead
is exact: every function offered has a call that can be completed from the names at hand, and
every argument offered leaves the call completable.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from arc_dsl.constants import CONSTANTS
from arc_dsl.errors import TypeMismatch
from arc_dsl.program import INPUT, Line, Program
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.application import call
from arc_dsl.types.arguments import ANY_PRIMITIVE, is_kind
from arc_dsl.types.contexts import TypeContext
from arc_dsl.types.static_types import GRID, Type, type_of_name

__all__ = ["Scope"]


@lru_cache(maxsize=1 << 14)
def _named(types: frozenset[Type]) -> tuple[str, ...]:
    """The constants and primitives of the given types, in their fixed order."""
    return tuple(name for name in (*CONSTANTS, *SIGNATURES) if type_of_name(name) in types)


@dataclass(frozen=True, slots=True)
class Scope:
    """A partial program: immutable, cheap to extend and to share.

    Start with `Scope.start`; `names` are `I`, `x1`, `x2`, ... and `types` theirs.
    """

    names: tuple[str, ...]
    types: tuple[Type, ...]
    calls: tuple[tuple[str, tuple[str, ...]], ...]
    """Function and arguments of each line so far."""
    repeats: bool
    """Whether a call that stands in the scope already may be made again."""
    context: TypeContext

    @classmethod
    def start(cls, *, natural: bool = False, repeats: bool = True) -> "Scope":
        """The scope of the empty program.

        By default everything is offered that type-checks. With `natural`, uses that run but make
        little sense (the height of a pair, a Boolean as a colour, a composition that nothing
        suits) are left out. Without `repeats`, a call equal to an earlier line's is not offered.
        """
        return cls((INPUT,), (GRID,), (), repeats, TypeContext.of((GRID,), natural))

    @classmethod
    def of(cls, lines: Iterable[Line], *, natural: bool = False, repeats: bool = True) -> "Scope":
        """The scope after the lines, whose variables must be named x1, x2, ... in order.

        Raises TypeMismatch if a line cannot run.
        """
        scope = cls.start(natural=natural, repeats=repeats)
        for line in lines:
            scope = scope.extend(line.function, line.args)
        return scope

    def __len__(self) -> int:
        """Number of lines so far."""
        return len(self.calls)

    def type_of(self, name: str) -> Type:
        """The type of a variable, constant or primitive. Raises KeyError for any other name."""
        found = type_of_name(name)
        if found is not None:
            return found
        try:
            return self.types[self.names.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def arity(self, function: str) -> int:
        """How many arguments a call of the function has; 0 if it cannot be called."""
        return self.type_of(function).arity

    def functions(self, wanted: Type | None = None) -> tuple[str, ...]:
        """Names with which the next line can begin, function-valued variables first.

        With `wanted`, only those of which some call can give a value of that type.
        """
        mine = tuple(
            name
            for name, of in zip(self.names, self.types, strict=True)
            if of.arity and self.context.possible(of, (), wanted)
        )
        found = mine + self.context.primitives(wanted)
        if self.repeats:
            return found
        used = {function for function, _ in self.calls}
        return tuple(f for f in found if f not in used or self._can_be_new(f, (), wanted))

    def arguments(
        self, function: str, given: tuple[str, ...], wanted: Type | None = None
    ) -> tuple[str, ...]:
        """Names that may come next in a call, variables first; empty if the call is complete.

        `function` must be one of `functions(wanted)`, and each of `given` one that was offered.
        """
        of = self.type_of(function)
        if len(given) >= of.arity:
            return ()
        found = self._offered(of, given, wanted)
        if self.repeats or not any(function == f for f, _ in self.calls):
            return found
        return tuple(n for n in found if self._can_be_new(function, (*given, n), wanted))

    def can_call(self, function: str, wanted: Type | None = None) -> bool:
        """Whether `functions(wanted)` has the name, without working out the others."""
        of = self.type_of(function)
        if not (of.arity and self.context.possible(of, (), wanted)):
            return False
        return self.repeats or self._can_be_new(function, (), wanted)

    def allows(
        self, function: str, given: tuple[str, ...], name: str, wanted: Type | None = None
    ) -> bool:
        """Whether `arguments(function, given, wanted)` has the name, likewise."""
        args = (*given, name)
        of = self.type_of(function)
        if not self.context.possible(of, tuple(map(self.type_of, args)), wanted):
            return False
        return self.repeats or self._can_be_new(function, args, wanted)

    def takes_function(self, function: str, position: int) -> bool:
        """Whether a primitive may be worth trying as the argument at the position."""
        of = self.type_of(function)
        return is_kind(ANY_PRIMITIVE, of, position, self.context.natural)

    def extend(self, function: str, args: tuple[str, ...]) -> "Scope":
        """The scope with one line more. Raises TypeMismatch if the call cannot run."""
        found = call(self.type_of(function), tuple(map(self.type_of, args)))
        number = len(self.calls) + 1
        if found is None:
            raise TypeMismatch(number, f"{function}({', '.join(args)}): the types do not suit")
        return Scope(
            (*self.names, f"x{number}"),
            (*self.types, found),
            (*self.calls, (function, args)),
            self.repeats,
            self.context.grown(found),
        )

    def can_end(self) -> bool:
        """Whether the last line may be the program's last: its value is or may be a Grid."""
        return bool(self.calls) and self.context.fits(self.types[-1], GRID)

    def unused(self) -> tuple[str, ...]:
        """Variables that no later line uses, the last line's own left out."""
        used = {name for function, args in self.calls for name in (function, *args)}
        return tuple(name for name in self.names[1:-1] if name not in used)

    def program(self) -> Program:
        """The lines so far as a program whose last line assigns `O`."""
        return Program.of(
            Line(name, function, args)
            for name, (function, args) in zip(self.names[1:], self.calls, strict=True)
        )

    def _offered(self, of: Type, given: tuple[str, ...], wanted: Type | None) -> tuple[str, ...]:
        """As `arguments`, with repeats."""
        allowed = self.context.allowed(of, tuple(map(self.type_of, given)), wanted)
        mine = tuple(n for n, t in zip(self.names, self.types, strict=True) if t in allowed)
        return mine + _named(allowed)

    def _can_be_new(self, function: str, given: tuple[str, ...], wanted: Type | None) -> bool:
        """Whether the call can be completed to one that no earlier line makes."""
        known = sum(f == function and args[: len(given)] == given for f, args in self.calls)
        if not known:
            return True
        of = self.type_of(function)
        if len(given) == of.arity:
            return False
        offered = self._offered(of, given, wanted)
        return len(offered) > known or any(
            self._can_be_new(function, (*given, name), wanted) for name in offered
        )
