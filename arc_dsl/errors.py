"""Errors of the language, all below one base.

DslError
├── ParseError       the text is not a program: names the line and the cause
├── TypeMismatch     the program cannot run for a type reason: names the line, expected and found
├── PoolError        the pool of worker processes cannot do its work
└── ExecutionError   raised by primitives and limits while running; never leaves `arc_dsl.run`
    ├── StepLimit        the program used up its steps
    ├── TimeLimit        the program used up its CPU seconds
    └── ValueTooLarge    a value would exceed the size limit

A *generated* program that fails is not an exception but an `Outcome` (see `arc_dsl.outcome`).
"""

__all__ = [
    "DslError",
    "ExecutionError",
    "ParseError",
    "PoolError",
    "StepLimit",
    "TimeLimit",
    "TypeMismatch",
    "ValueTooLarge",
]


class DslError(Exception):
    """Base of every error that this package raises."""


class ProgramError(DslError):
    """An error at one line of a program. `line` counts from 1; 0 means the program as a whole."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message
        super().__init__(f"line {line}: {message}" if line else message)

    def __reduce__(self) -> "tuple[type[ProgramError], tuple[int, str]]":
        """Pickled by what it was made from, so that a process can tell another."""
        return type(self), (self.line, self.message)


class ParseError(ProgramError):
    """The text is not a program of the language."""


class TypeMismatch(ProgramError):
    """The program is well formed, but no input could make it run."""


class PoolError(DslError):
    """The pool of worker processes cannot be used so, or its workers do not start."""


class ExecutionError(DslError):
    """A primitive refused its arguments, or a limit was reached."""


class StepLimit(ExecutionError):
    """The program used up the steps it may take."""


class TimeLimit(ExecutionError):
    """The program used up the CPU seconds it may take."""


class ValueTooLarge(ExecutionError):
    """A value would have more members than allowed."""
