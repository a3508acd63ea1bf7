"""Random programs of the sequence language, drawn as The KoLMogorov Test draws them.

One to five base sequences; then, each with its chance, reversals, repeats, subsequences and
substitutions; arithmetic and extremes; running sums; a filter; operations on two lists of one
length; and all of it joined in order, by concatenation or interleaving, some of it twice. The
chances are those of the paper's published settings (`Chances`); the procedure is written anew.

Of programs with one output `distinct` keeps the shortest, and drops what is held out.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from codeit.domains.sequence.functions import FUNCTIONS, PREDICATES, Numbers
from codeit.domains.sequence.program import Call, SequenceProgram, program_of
from codeit.domains.sequence.running import outcome_of

__all__ = ["Chances", "distinct", "draw", "random_program"]


@dataclass(frozen=True, slots=True)
class Chances:
    """The settings of the generator; the defaults are the paper's."""

    bases: int = 5
    shortest: int = 5
    longest: int = 25
    concatenate: float = 0.8
    """Otherwise two parts are interleaved."""
    list_update: float = 0.4
    repeat: float = 0.1
    reverse: float = 0.1
    substitute: float = 0.1
    exclude: float = 0.25
    """That what was substituted in is left out of the output."""
    subsequence: float = 0.05
    reuse: float = 0.2
    math_update: float = 0.4
    extremes: float = 0.1
    add_subtract: float = 0.1
    modulo: float = 0.1
    filter_update: float = 0.4
    filter_kept: float = 0.3
    two_lists: float = 0.4
    two_lists_add: float = 0.1
    two_lists_modulo: float = 0.1
    scan_add: float = 0.1


_PAPER = Chances()
_LARGEST = 255


def random_program(rng: random.Random, chances: Chances = _PAPER) -> SequenceProgram:
    """One program, without dead lines. Its output has values 0-255 and at least one of them."""
    while True:
        program = _Draft(rng, chances).program()
        if outcome_of(program).ok:
            return program


def draw(
    rng: random.Random, chances: Chances = _PAPER
) -> Iterator[tuple[Numbers, SequenceProgram]]:
    """Programs with what they give, without end."""
    while True:
        program = random_program(rng, chances)
        grid = outcome_of(program).grid
        assert grid is not None
        yield grid[0], program


def distinct(
    drawn: Iterable[tuple[Numbers, SequenceProgram]],
    count: int,
    held_out: Iterable[Numbers] = (),
    longest: int | None = None,
) -> dict[Numbers, SequenceProgram]:
    """The first `count` different sequences drawn, with the shortest program found for each.

    What is held out, or longer than `longest` numbers, is passed over.
    """
    barred = set(held_out)
    found: dict[Numbers, SequenceProgram] = {}
    for sequence, program in drawn:
        if sequence in barred or (longest is not None and len(sequence) > longest):
            continue
        known = found.get(sequence)
        if known is None or len(program.text) < len(known.text):
            found[sequence] = program
        if len(found) >= count:
            break
    return found


@dataclass(slots=True)
class _Draft:
    """A program being drawn: the parts that the output is joined of, in order."""

    rng: random.Random
    chances: Chances
    calls: list[Call] = field(default_factory=list)
    values: list[Numbers] = field(default_factory=list)
    plain: set[int] = field(default_factory=set)
    """Parts of one number repeated, which are not reversed."""
    listed: set[int] = field(default_factory=set)
    """Literal lists, of which extremes are taken."""

    def program(self) -> SequenceProgram:
        c, rng = self.chances, self.rng
        for _ in range(rng.randint(1, c.bases)):
            self._base()
        excluded: set[int] = set()
        if rng.random() < c.list_update:
            turned = self._reverse()
            self._repeat_and_cut(turned)
            excluded = self._substitute()
        if rng.random() < c.math_update:
            self._arithmetic()
        self._scan()
        if rng.random() < c.filter_update:
            self._filter()
        if rng.random() < c.two_lists:
            self._two_lists()
        return self._join(excluded)

    def _add(self, function: str, *args: int | str) -> int:
        """A new part; references are numbers, numerals are text."""
        given = [self.values[a] if isinstance(a, int) else _constant(a) for a in args]
        self.calls.append((function, args))
        self.values.append(FUNCTIONS[function].apply(*given))
        return len(self.values) - 1

    def _base(self) -> None:
        rng, c = self.rng, self.chances
        length = rng.randint(c.shortest, c.longest)
        start = rng.randint(0, _LARGEST - length)
        kind = rng.randrange(4)
        if kind == 0:
            self._add("range_func_up", str(start), str(start + length - 1))
        elif kind == 1:
            step = rng.randint(2, 5)
            last = min(start + (length - 1) * step, _LARGEST - 1)
            self._add("range_func_interval", str(start), str(last + 1), str(step))
        elif kind == 2:
            number = self._add("repeat_num", str(length), str(rng.randint(0, _LARGEST)))
            self.plain.add(number)
        else:
            values = [str(rng.randint(0, _LARGEST)) for _ in range(length)]
            self.listed.add(self._add("set_list", *values))

    def _reverse(self) -> set[int]:
        turned: set[int] = set()
        for i in range(len(self.values)):
            if i not in self.plain and self.rng.random() < self.chances.reverse:
                turned |= {i, self._add("reverse_list", i)}
        return turned

    def _repeat_and_cut(self, turned: set[int]) -> None:
        rng, c = self.rng, self.chances
        i = 0
        while i < len(self.values):  # what is made here may be cut or repeated again
            if rng.random() < c.repeat:
                self._add("repeat_list", str(rng.randint(2, 4)), i)
            if i not in turned:
                if rng.random() < c.subsequence:
                    self._add("get_subsequence_with_jumps", i, str(rng.randint(2, 5)))
                if rng.random() < c.subsequence and len(self.values[i]) > 1:
                    size = len(self.values[i])
                    start = rng.randint(0, size - 2)
                    end = rng.randint(start + 2, size)
                    self._add("get_subsequence_between_indices", i, str(start), str(end))
            i += 1

    def _substitute(self) -> set[int]:
        rng, c = self.rng, self.chances
        excluded: set[int] = set()
        i = 0
        while i < len(self.values):
            if rng.random() < c.substitute:
                old = rng.choice(sorted(set(self.values[i])))
                new = rng.randint(0, _LARGEST)
                if old != new:
                    self._add("substitute", i, str(old), str(new))
                    if rng.random() < c.exclude:
                        excluded.add(i)
            i += 1
        return excluded

    def _arithmetic(self) -> None:
        rng, c = self.rng, self.chances
        for i in range(len(self.values)):
            value, chance = self.values[i], rng.random()
            if i in self.listed and rng.random() < c.extremes:
                function = rng.choice(["max_n", "min_n"])
                self._add(function, i, str(rng.randint(3, len(value) - 2)))
            elif chance < c.add_subtract:
                up = rng.random() < 0.5
                room = _LARGEST - max(value) if up else min(value)
                if room > 1:
                    function = "add_item_list" if up else "subtract_item_list"
                    self._add(function, i, str(rng.randint(1, room)))
            elif chance < c.add_subtract + c.modulo:
                third = sorted(value)[-3:][0]
                if third > 2:
                    self._add("modulo_item_list", i, str(rng.randint(2, third)))

    def _scan(self) -> None:
        for i in range(len(self.values)):
            value = self.values[i]
            if (
                self.rng.random() < self.chances.scan_add
                and len(set(value)) > 2
                and sum(value) <= _LARGEST
            ):
                self._add("scan_add", i)

    def _filter(self) -> None:
        last = len(self.values) - 1
        keep = self.rng.choice(list(PREDICATES))
        kept = [n for n in self.values[last] if PREDICATES[keep](n)]
        if 2 < len(kept) < len(self.values[last]) and self.rng.random() < self.chances.filter_kept:
            self._add("filter", keep, last)

    def _two_lists(self) -> None:
        rng, c = self.rng, self.chances
        size = len(self.values)
        for i in range(size):
            for j in range(i + 1, size):
                chance = rng.random()
                if chance < c.two_lists_add:
                    function = rng.choice(["add_two_lists", "subtract_two_lists"])
                elif chance < c.two_lists_add + c.two_lists_modulo:
                    function = "modulo_two_lists"
                else:
                    continue
                if len(self.values[i]) != len(self.values[j]):
                    continue
                made = FUNCTIONS[function].apply(self.values[i], self.values[j])
                if len(set(made)) > 2 and min(made) >= 0 and max(made) <= _LARGEST:
                    self._add(function, i, j)

    def _join(self, excluded: set[int]) -> SequenceProgram:
        rng, c = self.rng, self.chances
        parts = len(self.values)
        used = {i: int(i not in excluded) for i in range(parts)}
        order = [i for i in range(parts) if i not in excluded]
        for _ in range(parts):
            if rng.random() < c.reuse:
                again = rng.choice([i for i, times in used.items() if times < 2])
                used[again] += 1
                order.append(again)
        whole = order[0]
        for part in order[1:]:
            join = "concatenate" if rng.random() < c.concatenate else "interleave"
            whole = self._add(join, whole, part)
        return program_of(self.calls[: whole + 1]).simplified()


def _constant(text: str) -> object:
    return PREDICATES[text] if text in PREDICATES else int(text)
