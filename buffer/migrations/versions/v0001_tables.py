"""The first schema: tasks, programs, experiences, outputs, solutions and the loop's records."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ORIGINS = "('seed', 'mutation', 'policy', 'random', 'search', 'user')"


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _stock()
    _experiences()
    _findings()
    _records()


def _stock() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("demonstrations", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_table(
        "programs",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("bits", sa.Double()),
        _check("programs", "lines", "lines > 0"),
        _check("programs", "characters", "characters > 0"),
        _check("programs", "bits", "bits >= 0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programs")),
        sa.UniqueConstraint("digest", name=op.f("uq_programs_digest")),
    )


def _experiences() -> None:
    op.create_table(
        "experiences",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("distance", sa.Double(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("meta_iteration", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text()),
        sa.Column("log_probability", sa.Double()),
        sa.Column("evicted_in", sa.Integer()),
        _check("experiences", "score", "score >= 0 AND score <= 1"),
        _check("experiences", "distance", "distance >= 0 AND distance <= 1"),
        _check("experiences", "meta_iteration", "meta_iteration >= 0"),
        _check("experiences", "evicted_in", "evicted_in >= 0"),
        _check("experiences", "origin", f"origin IN {ORIGINS}"),
        _refers("experiences", "task_id", "tasks.id"),
        _refers("experiences", "program_id", "programs.id"),
        _refers("experiences", "parent_id", "programs.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiences")),
        sa.UniqueConstraint(
            "task_id", "program_id", name=op.f("uq_experiences_task_id_program_id")
        ),
    )
    op.create_index(op.f("ix_experiences_program_id"), "experiences", ["program_id"])
    op.create_table(
        "outputs",
        sa.Column("experience_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        _refers("outputs", "experience_id", "experiences.id"),
        sa.PrimaryKeyConstraint("experience_id", name=op.f("pk_outputs")),
    )


def _findings() -> None:
    op.create_table(
        "solutions",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("meta_iteration", sa.Integer(), nullable=False),
        sa.Column("executed", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        _check("solutions", "executed", "executed >= 0"),
        _check("solutions", "meta_iteration", "meta_iteration >= 0"),
        _check("solutions", "origin", f"origin IN {ORIGINS}"),
        _refers("solutions", "task_id", "tasks.id"),
        _refers("solutions", "program_id", "programs.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solutions")),
        sa.UniqueConstraint("task_id", "program_id", name=op.f("uq_solutions_task_id_program_id")),
    )


def _records() -> None:
    op.create_table(
        "outcomes",
        sa.Column("meta_iteration", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        _check("outcomes", "count", "count >= 0"),
        _check("outcomes", "meta_iteration", "meta_iteration >= 0"),
        _check("outcomes", "origin", f"origin IN {ORIGINS}"),
        sa.PrimaryKeyConstraint("meta_iteration", "origin", "kind", name=op.f("pk_outcomes")),
    )
    op.create_table(
        "meta_iterations",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("checkpoint", sa.Text()),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        _check("meta_iterations", "number", "number >= 0"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_meta_iterations")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        _check("counters", "value", "value >= 0"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "states",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_states")),
    )
