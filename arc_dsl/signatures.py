"""The published signatures: parameter names and declared types of all 160 primitives.

Declared types are documentation and arity; the types that decide whether a program can run are
in `arc_dsl.inference`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["SIGNATURES", "Signature"]


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameter names, their declared types, and the declared type of the result."""

    parameters: tuple[tuple[str, str], ...]
    result: str

    @property
    def arity(self) -> int:
        """Number of parameters, 1 to 4."""
        return len(self.parameters)


def _table(text: str) -> dict[str, Signature]:
    signatures = {}
    for entry in text.split("\n"):
        name, _, rest = entry.partition("(")
        parameters, _, result = rest.partition(") -> ")
        pairs = [p.partition(": ") for p in parameters.split(", ")]
        signatures[name] = Signature(tuple((n, t) for n, _, t in pairs), result)
    return signatures


SIGNATURES: Mapping[str, Signature] = MappingProxyType(
    _table(
        """\
add(a: Numerical, b: Numerical) -> Numerical
subtract(a: Numerical, b: Numerical) -> Numerical
multiply(a: Numerical, b: Numerical) -> Numerical
divide(a: Numerical, b: Numerical) -> Numerical
invert(n: Numerical) -> Numerical
double(n: Numerical) -> Numerical
halve(n: Numerical) -> Numerical
increment(x: Numerical) -> Numerical
decrement(x: Numerical) -> Numerical
crement(x: Numerical) -> Numerical
sign(x: Numerical) -> Numerical
even(n: Integer) -> Boolean
positive(x: Integer) -> Boolean
greater(a: Integer, b: Integer) -> Boolean
maximum(container: IntegerSet) -> Integer
minimum(container: IntegerSet) -> Integer
toivec(i: Integer) -> IntegerTuple
tojvec(j: Integer) -> IntegerTuple
astuple(a: Integer, b: Integer) -> IntegerTuple
interval(start: Integer, stop: Integer, step: Integer) -> Tuple
flip(b: Boolean) -> Boolean
both(a: Boolean, b: Boolean) -> Boolean
either(a: Boolean, b: Boolean) -> Boolean
equality(a: Any, b: Any) -> Boolean
contained(value: Any, container: Container) -> Boolean
branch(condition: Boolean, a: Any, b: Any) -> Any
identity(x: Any) -> Any
size(container: Container) -> Integer
combine(a: Container, b: Container) -> Container
intersection(a: FrozenSet, b: FrozenSet) -> FrozenSet
difference(a: FrozenSet, b: FrozenSet) -> FrozenSet
dedupe(tup: Tuple) -> Tuple
order(container: Container, compfunc: Callable) -> Tuple
repeat(item: Any, num: Integer) -> Tuple
merge(containers: ContainerContainer) -> Container
initset(value: Any) -> FrozenSet
insert(value: Any, container: FrozenSet) -> FrozenSet
remove(value: Any, container: Container) -> Container
other(container: Container, value: Any) -> Any
first(container: Container) -> Any
last(container: Container) -> Any
totuple(container: FrozenSet) -> Tuple
product(a: Container, b: Container) -> FrozenSet
pair(a: Tuple, b: Tuple) -> TupleTuple
mostcommon(container: Container) -> Any
leastcommon(container: Container) -> Any
sizefilter(container: Container, n: Integer) -> FrozenSet
colorfilter(objs: Objects, value: Integer) -> Objects
sfilter(container: Container, condition: Callable) -> Container
mfilter(container: Container, function: Callable) -> FrozenSet
extract(container: Container, condition: Callable) -> Any
valmax(container: Container, compfunc: Callable) -> Integer
valmin(container: Container, compfunc: Callable) -> Integer
argmax(container: Container, compfunc: Callable) -> Any
argmin(container: Container, compfunc: Callable) -> Any
apply(function: Callable, container: Container) -> Container
rapply(functions: Container, value: Any) -> Container
mapply(function: Callable, container: ContainerContainer) -> FrozenSet
papply(function: Callable, a: Tuple, b: Tuple) -> Tuple
mpapply(function: Callable, a: Tuple, b: Tuple) -> Tuple
prapply(function: Callable, a: Container, b: Container) -> FrozenSet
compose(outer: Callable, inner: Callable) -> Callable
chain(h: Callable, g: Callable, f: Callable) -> Callable
matcher(function: Callable, target: Any) -> Callable
fork(outer: Callable, a: Callable, b: Callable) -> Callable
rbind(function: Callable, fixed: Any) -> Callable
lbind(function: Callable, fixed: Any) -> Callable
power(function: Callable, n: Integer) -> Callable
mostcolor(element: Element) -> Integer
leastcolor(element: Element) -> Integer
colorcount(element: Element, value: Integer) -> Integer
palette(element: Element) -> IntegerSet
numcolors(element: Element) -> IntegerSet
color(obj: Object) -> Integer
height(piece: Piece) -> Integer
width(piece: Piece) -> Integer
shape(piece: Piece) -> IntegerTuple
portrait(piece: Piece) -> Boolean
square(piece: Piece) -> Boolean
asindices(grid: Grid) -> Indices
ofcolor(grid: Grid, value: Integer) -> Indices
asobject(grid: Grid) -> Object
toobject(patch: Patch, grid: Grid) -> Object
toindices(patch: Patch) -> Indices
recolor(value: Integer, patch: Patch) -> Object
shift(patch: Patch, directions: IntegerTuple) -> Patch
normalize(patch: Patch) -> Patch
dneighbors(loc: IntegerTuple) -> Indices
ineighbors(loc: IntegerTuple) -> Indices
neighbors(loc: IntegerTuple) -> Indices
uppermost(patch: Patch) -> Integer
lowermost(patch: Patch) -> Integer
leftmost(patch: Patch) -> Integer
rightmost(patch: Patch) -> Integer
ulcorner(patch: Patch) -> IntegerTuple
urcorner(patch: Patch) -> IntegerTuple
llcorner(patch: Patch) -> IntegerTuple
lrcorner(patch: Patch) -> IntegerTuple
corners(patch: Patch) -> Indices
center(patch: Patch) -> IntegerTuple
centerofmass(patch: Patch) -> IntegerTuple
backdrop(patch: Patch) -> Indices
delta(patch: Patch) -> Indices
box(patch: Patch) -> Indices
outbox(patch: Patch) -> Indices
inbox(patch: Patch) -> Indices
connect(a: IntegerTuple, b: IntegerTuple) -> Indices
shoot(start: IntegerTuple, direction: IntegerTuple) -> Indices
vfrontier(location: IntegerTuple) -> Indices
hfrontier(location: IntegerTuple) -> Indices
vline(patch: Patch) -> Boolean
hline(patch: Patch) -> Boolean
hmatching(a: Patch, b: Patch) -> Boolean
vmatching(a: Patch, b: Patch) -> Boolean
manhattan(a: Patch, b: Patch) -> Integer
adjacent(a: Patch, b: Patch) -> Boolean
bordering(patch: Patch, grid: Grid) -> Boolean
position(a: Patch, b: Patch) -> IntegerTuple
gravitate(source: Patch, destination: Patch) -> IntegerTuple
objects(grid: Grid, univalued: Boolean, diagonal: Boolean, without_bg: Boolean) -> Objects
partition(grid: Grid) -> Objects
fgpartition(grid: Grid) -> Objects
frontiers(grid: Grid) -> Objects
occurrences(grid: Grid, obj: Object) -> Indices
hperiod(obj: Object) -> Integer
vperiod(obj: Object) -> Integer
rot90(grid: Grid) -> Grid
rot180(grid: Grid) -> Grid
rot270(grid: Grid) -> Grid
hmirror(piece: Piece) -> Piece
vmirror(piece: Piece) -> Piece
dmirror(piece: Piece) -> Piece
cmirror(piece: Piece) -> Piece
trim(grid: Grid) -> Grid
compress(grid: Grid) -> Grid
tophalf(grid: Grid) -> Grid
bottomhalf(grid: Grid) -> Grid
lefthalf(grid: Grid) -> Grid
righthalf(grid: Grid) -> Grid
crop(grid: Grid, start: IntegerTuple, dims: IntegerTuple) -> Grid
subgrid(patch: Patch, grid: Grid) -> Grid
hupscale(grid: Grid, factor: Integer) -> Grid
vupscale(grid: Grid, factor: Integer) -> Grid
upscale(element: Element, factor: Integer) -> Element
downscale(grid: Grid, factor: Integer) -> Grid
hconcat(a: Grid, b: Grid) -> Grid
vconcat(a: Grid, b: Grid) -> Grid
hsplit(grid: Grid, n: Integer) -> Tuple
vsplit(grid: Grid, n: Integer) -> Tuple
cellwise(a: Grid, b: Grid, fallback: Integer) -> Grid
replace(grid: Grid, replacee: Integer, replacer: Integer) -> Grid
switch(grid: Grid, a: Integer, b: Integer) -> Grid
canvas(value: Integer, dimensions: IntegerTuple) -> Grid
index(grid: Grid, loc: IntegerTuple) -> Integer
fill(grid: Grid, value: Integer, patch: Patch) -> Grid
paint(grid: Grid, obj: Object) -> Grid
underfill(grid: Grid, value: Integer, patch: Patch) -> Grid
underpaint(grid: Grid, obj: Object) -> Grid
cover(grid: Grid, patch: Patch) -> Grid
move(grid: Grid, obj: Object, offset: IntegerTuple) -> Grid"""
    )
)
