"""The tables, as SQLAlchemy models; `buffer.migrations` makes them in a database.

```
tasks 1--n experiences n--1 programs        experiences 1--1 outputs (dropped when evicted)
tasks 1--n solutions   n--1 programs        outcomes, meta_iterations, counters, states
```

An experience's row holds what it scored and its lineage, and stays for ever; only its outputs, by
far the larger part, go when it is evicted. So ids are never used twice and every program can be
followed back to its seed. The view `lineage` spells that out for plain SQL.

A program's text is unique by the digest of the text: PostgreSQL cannot index texts of several
thousand characters, and the index stays a tenth of the size.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Double,
    ForeignKey,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = [
    "Base",
    "CounterRow",
    "ExperienceRow",
    "MetaIterationRow",
    "OutcomeRow",
    "OutputsRow",
    "ProgramRow",
    "SolutionRow",
    "StateRow",
    "TaskRow",
]

ORIGINS = "('seed', 'mutation', 'policy', 'random', 'search', 'user')"


class Blob(LargeBinary):
    """Bytes, and nothing that could be made into some: of a number Python makes so many zeros."""

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[object], bytes | None]:
        """Refuses what a database of somebody else's may hold in the place of bytes."""

        def process(value: object) -> bytes | None:
            if value is not None and not isinstance(value, bytes | memoryview):
                raise TypeError(f"{type(value).__name__} in the place of bytes")
            return None if value is None else bytes(value)

        return process


class Base(DeclarativeBase):
    """Base of all models; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class TaskRow(Base):
    """A task: its name and, where known, its demonstrations. Never a test output."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    demonstrations: Mapped[bytes | None] = mapped_column(Blob)
    """Packed grids (`buffer.packing`), input and output in turn; NULL if only the name is known."""


class ProgramRow(Base):
    """A program, stored once however often it is found."""

    __tablename__ = "programs"
    __table_args__ = (
        CheckConstraint("lines > 0", "lines"),
        CheckConstraint("characters > 0", "characters"),
        CheckConstraint("bits >= 0", "bits"),
        UniqueConstraint("digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    """Canonical text."""
    digest: Mapped[bytes] = mapped_column(Blob)
    """BLAKE2b of the text, 16 bytes."""
    lines: Mapped[int]
    characters: Mapped[int]
    bits: Mapped[float | None] = mapped_column(Double)
    """Description length, where known."""


class ExperienceRow(Base):
    """One program on one task: what it scored, and its lineage."""

    __tablename__ = "experiences"
    __table_args__ = (
        UniqueConstraint("task_id", "program_id"),
        CheckConstraint("score >= 0 AND score <= 1", "score"),
        CheckConstraint("distance >= 0 AND distance <= 1", "distance"),
        CheckConstraint("meta_iteration >= 0", "meta_iteration"),
        CheckConstraint("evicted_in >= 0", "evicted_in"),
        CheckConstraint(f"origin IN {ORIGINS}", "origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    score: Mapped[float] = mapped_column(Double)
    distance: Mapped[float] = mapped_column(Double)
    origin: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("programs.id"))
    meta_iteration: Mapped[int]
    checkpoint: Mapped[str | None] = mapped_column(Text)
    log_probability: Mapped[float | None] = mapped_column(Double)
    evicted_in: Mapped[int | None]
    """Meta-iteration in which its outputs were dropped; NULL while it can be drawn."""


class OutputsRow(Base):
    """The realised outputs of an experience, in a table of their own: scans of scores skip them."""

    __tablename__ = "outputs"

    experience_id: Mapped[int] = mapped_column(
        ForeignKey("experiences.id"), primary_key=True, autoincrement=False
    )
    packed: Mapped[bytes] = mapped_column(Blob)
    """Packed grids (`buffer.packing`), one for each demonstration."""


class SolutionRow(Base):
    """A program right on all demonstrations of a task, with what finding it had cost."""

    __tablename__ = "solutions"
    __table_args__ = (
        UniqueConstraint("task_id", "program_id"),
        CheckConstraint("executed >= 0", "executed"),
        CheckConstraint("meta_iteration >= 0", "meta_iteration"),
        CheckConstraint(f"origin IN {ORIGINS}", "origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"))
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    origin: Mapped[str] = mapped_column(Text)
    meta_iteration: Mapped[int]
    executed: Mapped[int] = mapped_column(BigInteger)
    found_at: Mapped[datetime] = mapped_column(DateTime)
    holds: Mapped[bool] = mapped_column(server_default=text("true"))
    solves_tests: Mapped[bool | None]


class OutcomeRow(Base):
    """How many executions of a meta-iteration's programs ended in which way."""

    __tablename__ = "outcomes"
    __table_args__ = (
        CheckConstraint("count >= 0", "count"),
        CheckConstraint("meta_iteration >= 0", "meta_iteration"),
        CheckConstraint(f"origin IN {ORIGINS}", "origin"),
    )

    meta_iteration: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    origin: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class MetaIterationRow(Base):
    """A completed meta-iteration: its figures, and the state from which a loop goes on."""

    __tablename__ = "meta_iterations"
    __table_args__ = (CheckConstraint("number >= 0", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    figures: Mapped[str] = mapped_column(Text)
    """A JSON object."""
    state: Mapped[bytes] = mapped_column(Blob)
    checkpoint: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime] = mapped_column(DateTime)


class CounterRow(Base):
    """A named count that only grows, such as the programs executed."""

    __tablename__ = "counters"
    __table_args__ = (CheckConstraint("value >= 0", "value"),)

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class StateRow(Base):
    """The latest state of a named part of the run, such as the sampler's generator."""

    __tablename__ = "states"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[bytes] = mapped_column(Blob)
