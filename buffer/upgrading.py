"""Bring a database to the present schema, by alembic's steps in `buffer.migrations`.

A new database is made by the same steps as an old one is upgraded by. Before an SQLite file is
upgraded it is copied whole to a backup beside it. PostgreSQL changes schemas within the
transaction, so a failed upgrade leaves nothing behind; its backups are the server's business.

A database of a newer schema, or of another program, is refused and left as it is.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Connection, inspect, text

from buffer.errors import SchemaMismatch, SchemaTooNew
from buffer.schema import Base
from buffer.store import Store
from data.errors import plain

__all__ = ["HEAD", "VERSION_TABLE", "bring_up_to_date", "upgrade", "version"]

HEAD = "0002"
"""The schema that `buffer.schema` describes: the last step of the migrations."""

VERSION_TABLE = "buffer_version"


def version(connection: Connection) -> str | None:
    """The schema's number, None for an empty database.

    Raises SchemaMismatch if it is another's, or its tables are not what they seem.
    """
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE in tables:
        _check_tables(connection)
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
        return None if found is None else str(found)
    if tables:
        raise SchemaMismatch(
            f"the database holds other tables ({', '.join(sorted(tables)[:3])}, ...) and no buffer:"
            " give a file or database of its own"
        )
    return None


def bring_up_to_date(store: Store) -> Path | None:
    """Make or upgrade the tables; returns the backup that was made, if one was.

    Raises SchemaTooNew for a newer database, SchemaMismatch for another program's, or for an older
    one opened for reading only.
    """
    with store.read() as connection:
        found = version(connection)
    if found == HEAD:
        return None
    _check_known(store, found)
    with store.write() as connection:
        found = version(connection)  # another process may have upgraded it while this one waited
        if found == HEAD:
            return None
        backup = _back_up(store.path, found) if found and store.path else None
        upgrade(connection)
    return backup


def _check_tables(connection: Connection) -> None:
    """Raise SchemaMismatch if what is called like our tables could do anything when it is read."""
    names = [*Base.metadata.tables, VERSION_TABLE]
    if connection.dialect.name == "postgresql":
        odd = connection.execute(_ODD_ON_A_SERVER, {"names": names}).scalar()
        if odd is not None:
            raise SchemaMismatch(f"the table {plain(odd)} has a rule, trigger or column not ours")
        return
    kinds = connection.execute(text("SELECT name, type FROM sqlite_master")).all()
    for name, kind in kinds:
        if kind == "trigger" or (kind != "table" and name in names):
            raise SchemaMismatch(f"the database has a {kind} {plain(name)} that is not ours")
    for name in names:
        computed = text("SELECT name FROM pragma_table_xinfo(:table) WHERE hidden <> 0")
        if connection.execute(computed, {"table": name}).first():
            raise SchemaMismatch(f"the table {name} has columns that are not ours")


_ODD_ON_A_SERVER = text("""
    SELECT c.relname FROM pg_catalog.pg_class c
    WHERE c.relname = ANY(:names) AND pg_catalog.pg_table_is_visible(c.oid) AND (
        c.relkind <> 'r' OR c.relrowsecurity
        OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid)
        OR EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid
                   AND NOT t.tgisinternal)
        OR EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid
                   AND a.attgenerated <> ''))
    LIMIT 1""")
"""A view, or a table with rules, triggers, row security or computed columns."""


def _check_known(store: Store, found: str | None) -> None:
    if found is not None and not (found.isdigit() and len(found) == len(HEAD)):
        raise SchemaMismatch(f"{store.label} has a schema {plain(found, 40)!r} that is not ours")
    if found is not None and found > HEAD:
        raise SchemaTooNew(
            f"{store.label} was made by a newer version (its schema is {found}, this version knows"
            f" up to {HEAD}): upgrade the program, the file was not touched"
        )
    if store.read_only:
        raise SchemaMismatch(
            f"{store.label} has "
            + (f"the older schema {found}" if found else "no tables")
            + ": open it once for writing to upgrade it"
        )


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Run the steps up to `to` within the connection's transaction."""
    # Alembic costs a quarter of a second to import, and most openings need no upgrade.
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _back_up(path: Path, found: str) -> Path:
    """Copy the file as it stands before the upgrade; a finished backup is never overwritten."""
    backup = path.with_name(f"{path.name}.schema-{found}.backup")
    number = 1
    while backup.exists():
        number += 1
        backup = path.with_name(f"{path.name}.schema-{found}.backup-{number}")
    # A name that nobody knows: no file of the user's is in the way, and no link is followed.
    partial = path.with_name(f".{backup.name}.{token_hex(8)}.part")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
            source.backup(target)
        return partial.rename(backup)
    finally:
        partial.unlink(missing_ok=True)
