"""The SQL that `buffer/QUERIES.md` shows."""

import re
from pathlib import Path

import buffer as package

__all__ = ["SQL"]

_QUERIES = (Path(str(package.__file__)).parent / "QUERIES.md").read_text(encoding="utf-8")
SQL: list[str] = re.findall(r"```sql\n(.*?)```", _QUERIES, re.DOTALL)
