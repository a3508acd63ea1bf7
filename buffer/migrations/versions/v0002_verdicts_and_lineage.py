"""Verdicts on solutions, so that they can be re-verified, and the view `lineage` for plain SQL."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LINEAGE = """\
CREATE VIEW lineage AS
SELECT e.id AS experience_id, e.task_id, e.origin, e.meta_iteration, e.checkpoint,
       e.program_id, p.text AS program, e.parent_id, q.text AS parent
FROM experiences e
JOIN programs p ON p.id = e.program_id
LEFT JOIN programs q ON q.id = e.parent_id"""


def upgrade() -> None:
    op.add_column(
        "solutions",
        sa.Column("holds", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.add_column("solutions", sa.Column("solves_tests", sa.Boolean()))
    op.execute(LINEAGE)
