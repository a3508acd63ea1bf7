"""What can be called on what, given the types of the values at hand.

A `TypeContext` is the set of types of a scope's variables; constants and primitives are always
there. Many scopes share a context, and a context is grown from a smaller one by one type: whatever
was allowed stays allowed, so only what the new type adds has to be worked out. That makes decoding
under types cheap. Names are left to `arc_dsl.types.grammar`.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

from arc_dsl.types.application import PROBES, call, results, usable
from arc_dsl.types.arguments import (
    ALL_PRIMITIVES,
    ANY_PRIMITIVE,
    COMPOSERS,
    COMPOSING,
    PRIMITIVES,
    calls,
    completed,
    completes,
    fits,
    is_function,
    is_kind,
    makes_functions,
    may_stand,
    spelled_primitives,
    touched,
)
from arc_dsl.types.static_types import (
    ANY,
    BOOLEAN,
    GRID,
    INDEX,
    INTEGER,
    Type,
    alternatives,
    closure,
    overlap,
)

__all__ = ["TypeContext", "generation"]

_ALWAYS = (INTEGER, BOOLEAN, INDEX, GRID)
"""The types of the constants and of the input."""
_MAX_ANSWERS = 500_000
"""Answers that all contexts together keep (about 0.3 KB each); with more all are forgotten."""
_Query = tuple[Type, tuple[Type, ...], Type | None]
_contexts: dict[tuple[frozenset[Type], bool], "TypeContext"] = {}
_answers = 0
_generation = 0


def generation() -> int:
    """How often all contexts were forgotten: whoever keeps some should then begin anew, too.

    Else the old ones stay in memory beside the new.
    """
    return _generation


def _count_answer() -> None:
    """Note that an answer more is kept; forget all contexts if there are too many."""
    global _answers, _generation
    _answers += 1
    if _answers > _MAX_ANSWERS:
        _answers = 0
        _generation += 1
        _contexts.clear()


class TypeContext:
    """The types of the variables at hand, and what they allow. Shared and immutable in effect.

    With `natural`, uses that run but make little sense are not allowed. `parent` lacks `newest`.
    """

    __slots__ = (
        "__dict__",
        "_allowed",
        "_callable",
        "_forked",
        "_next",
        "_possible",
        "natural",
        "newest",
        "parent",
        "variables",
    )

    def __init__(self, parent: "TypeContext | None", newest: Type, natural: bool) -> None:
        self.parent = parent
        self.newest = newest
        self.natural = natural
        self.variables: tuple[Type, ...] = () if parent is None else (*parent.variables, newest)
        self._allowed: dict[_Query, frozenset[Type]] = {}
        self._callable: dict[Type | None, tuple[str, ...]] = {}
        self._possible: dict[_Query, bool] = {}
        self._next: dict[Type, TypeContext] = {}
        self._forked: dict[Type, frozenset[tuple[int, Type]]] = {}

    @classmethod
    def of(cls, variables: Iterable[Type], natural: bool) -> "TypeContext":
        """The context of these types."""
        empty: frozenset[Type] = frozenset()
        found = _contexts.get((empty, natural))
        if found is None:
            found = _contexts[empty, natural] = cls(None, ANY, natural)
        for each in variables:
            found = found.grown(each)
        return found

    def grown(self, by: Type) -> "TypeContext":
        """The context with one type more."""
        if by in self.variables or by in _ALWAYS:
            return self
        found = self._next.get(by)
        if found is None:
            key = (frozenset((*self.variables, by)), self.natural)
            found = _contexts.get(key)
            if found is None:
                found = _contexts[key] = TypeContext(self, by, self.natural)
            self._next[by] = found
        return found

    def primitives(self, wanted: Type | None = None) -> tuple[str, ...]:
        """The primitives of which some call can be made, with a result of the wanted type."""
        found = self._callable.get(wanted)
        if found is None:
            before = () if self.parent is None else self.parent.primitives(wanted)
            known = frozenset(before)
            useful = PRIMITIVES if self.parent is None else touched(self.newest, self.natural)
            found = tuple(
                name
                for name, of in PRIMITIVES.items()
                if name in known or (name in useful and self.possible(of, (), wanted))
            )
            if len(found) == len(before):
                found = before
            self._callable[wanted] = found
        return found

    def allowed(
        self, function: Type, given: tuple[Type, ...], wanted: Type | None = None
    ) -> frozenset[Type]:
        """The types that the next argument may have so that the call can be completed."""
        if self._only_functions_matter(function):
            return self._functions_only.allowed(function, given, wanted)
        key = (function, given, wanted)
        found = self._allowed.get(key)
        if found is None:
            found = self._allowed[key] = self._extend_allowed(function, given, wanted)
            _count_answer()
        return found

    def possible(self, function: Type, given: tuple[Type, ...], wanted: Type | None = None) -> bool:
        """Whether the call can be completed after the given arguments."""
        key = (function, given, wanted)
        found = self._possible.get(key)
        if found is None:
            found = self._possible[key] = self._decide(function, given, wanted)
            _count_answer()
        return found

    def fits(self, of: Type, wanted: Type) -> bool:
        """Whether a value of the type can pass as one of the wanted type."""
        return fits(of, wanted, self.natural)

    # -------------------------------------------------------------- the search

    def _extend_allowed(
        self, function: Type, given: tuple[Type, ...], wanted: Type | None
    ) -> frozenset[Type]:
        position = len(given)
        if self.parent is None:
            found = {
                t
                for t in self.candidates(function, given)
                if self.possible(function, (*given, t), wanted)
            }
            return self._spelled(function, found)
        before = self.parent.allowed(function, given, wanted)
        new = set()
        if self._newest_may_stand(function, given, position) and self.possible(
            function, (*given, self.newest), wanted
        ):
            new.add(self.newest)
        if function.arity == position + 2:
            new |= completed(function, given, self.newest, wanted, self.natural) - before
            older = self.parent.values(function, position)
        elif self._newest_matters(function, given, position + 1):
            older = self.parent.candidates(function, given)
        else:
            older = iter(())
        new.update(
            t for t in older if t not in before and self.possible(function, (*given, t), wanted)
        )
        return before | self._spelled(function, new) if new else before

    def _decide(self, function: Type, given: tuple[Type, ...], wanted: Type | None) -> bool:
        missing = function.arity - len(given)
        if missing < 0 or not function.arity:
            return False
        if missing == 0:
            return completes(function, given, wanted, self.natural)
        result = call(function, (*given, *(ANY,) * missing), self.natural)
        if result is None or (wanted is not None and not overlap(result, wanted)):
            return False
        if self.natural and function.label == "branch" and len(given) == 2:
            return wanted is None or wanted in alternatives(given[1])
        if self._only_functions_matter(function):
            return self._functions_only.possible(function, given, wanted)
        if self.parent is not None and self.parent.possible(function, given, wanted):
            return True
        if self.natural and given and makes_functions(function) and function.label in COMPOSING:
            return self._makes(function.label, given)
        return self._search(function, given, wanted)

    def _search(self, function: Type, given: tuple[Type, ...], wanted: Type | None) -> bool:
        """Whether some completion that the parent does not have can be made."""
        position = len(given)
        if self.parent is None:
            return any(
                self.possible(function, (*given, t), wanted)
                for t in self.candidates(function, given)
            )
        if self._newest_may_stand(function, given, position) and self.possible(
            function, (*given, self.newest), wanted
        ):
            return True
        if not self._newest_matters(function, given, position + 1):
            return False
        older = self.parent.candidates(function, given)
        if function.arity == position + 2:
            if completed(function, given, self.newest, wanted, self.natural):
                return True
            older = self.parent.values(function, position)
        return any(self.possible(function, (*given, t), wanted) for t in older)

    def _newest_matters(self, function: Type, given: tuple[Type, ...], start: int) -> bool:
        """Whether the newest type might stand at some position from `start` on."""
        return any(
            self._newest_may_stand(function, given, position)
            for position in range(start, function.arity)
        )

    def _newest_may_stand(self, function: Type, given: tuple[Type, ...], position: int) -> bool:
        return may_stand(self.newest, function, given, position, self.natural)

    def values(self, function: Type, position: int) -> Iterator[Type]:
        """The constants' and variables' types worth trying at a position."""
        for each in (*_ALWAYS, *self.variables):
            if is_kind(each, function, position, self.natural):
                yield each

    def candidates(self, function: Type, given: tuple[Type, ...]) -> Iterator[Type]:
        """Types worth trying at a position, primitives last."""
        yield from self.values(function, len(given))
        yield from spelled_primitives(function, given, self.natural)

    def _spelled(self, function: Type, found: set[Type]) -> frozenset[Type]:
        """With all primitives where one stood for all."""
        if ANY_PRIMITIVE in found and not calls(function):
            found.update(ALL_PRIMITIVES)
        return frozenset(found)

    @cached_property
    def _functions_only(self) -> "TypeContext":
        return TypeContext.of(filter(is_function, self.variables), self.natural)

    def _only_functions_matter(self, function: Type) -> bool:
        if not self.natural or function.parts or function.label not in COMPOSERS:
            return False
        return self._functions_only is not self

    # -------------------------------------------------------------- natural ways to make functions

    @cached_property
    def reached(self) -> tuple[frozenset[Type], ...]:
        """For each usual argument, what the one-argument functions at hand make of it."""
        if self.parent is None:
            known = [results(f) for f in ALL_PRIMITIVES]
            return tuple(
                frozenset(r for found in known if (r := found[i]) is not None)
                for i in range(len(PROBES))
            )
        reached = self.parent.reached
        if not is_function(self.newest):
            return reached
        return tuple(
            old if r is None or r in old else old | {r}
            for old, r in zip(reached, results(self.newest), strict=True)
        )

    @cached_property
    def _reach(self) -> frozenset[Type]:
        return frozenset().union(*self.reached)

    def forked(self, outer: Type) -> frozenset[tuple[int, Type]]:
        """What the first inner function of a fork may make of which usual argument."""
        found = self._forked.get(outer)
        if found is None:
            before: frozenset[tuple[int, Type]] = frozenset()
            older: tuple[frozenset[Type], ...] = (frozenset(),) * len(PROBES)
            if self.parent is not None:
                before, older = self.parent.forked(outer), self.parent.reached
            found = self._forked[outer] = before.union(
                (i, a)
                for i, (old, now) in enumerate(zip(older, self.reached, strict=True))
                if old is not now
                for a in now
                if (i, a) not in before
                and any(
                    call(outer, (a, b), natural=True) is not None
                    for b in (now - old if a in old else now)
                )
            )
        return found

    def _makes(self, maker: str, given: tuple[Type, ...]) -> bool:
        """Whether the maker can go on after the given arguments to a function of some use."""
        function = given[0]
        match maker, len(given):
            case ("compose", 1) | ("chain", 1):
                return any(call(function, (r,), natural=True) is not None for r in self._reach)
            case ("chain", 2):
                inner = {call(given[1], (r,), natural=True) for r in self._reach} - {None}
                return any(call(function, (r,), natural=True) for r in inner if r is not None)
            case ("fork", 1):
                return function.arity == 2 and bool(self.forked(function))
            case ("fork", 2):
                possible = self.forked(function)
                return any((i, a) in possible for i, a in enumerate(results(given[1])) if a)
            case ("matcher", 1):
                targets = (*_ALWAYS, *self.variables)
                return any(overlap(r, t) for r in results(function) if r for t in targets)
            case _:
                return usable(closure("power", (function, INTEGER)))
