"""A database and its transactions: SQLite by default, PostgreSQL by URL.

Writers take turns. On SQLite a write begins with `BEGIN IMMEDIATE`, on PostgreSQL with one advisory
lock; either way a second writer waits until the first has committed, so two writers can neither
deadlock nor number two rows alike, and what a writer reads in its transaction stays true until it
commits. Transactions are short (a step's results, gathered before), so waiting is too.

SQLite runs with a write-ahead log, which lets readers go on beside a writer, and syncs at every
commit: what was committed survives a kill and a power cut.

A store belongs to one thread of one process; after a fork, open another.
"""

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import NoSuchModuleError, OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from buffer.addresses import complete, shown
from buffer.errors import BufferDamaged, BufferFull, BufferReadOnly, BufferUnavailable
from buffer.faults import translated, understood
from buffer.locks import hold_database, hold_file
from buffer.seals.file_bytes import in_use

__all__ = ["Store"]

ADVISORY_LOCK = 0x0C0DE17
"""The number that writers of one PostgreSQL database take turns by."""

CACHE_KIB = 64 * 1024
"""SQLite's page cache: holds the indices of a million experiences."""

LOG_BYTES = 4 * 2**20
"""What SQLite's write-ahead log is cut to once it is moved: each commit's seal covers all of it."""

LARGEST_VALUE = 256 * 2**20
"""Bytes of one value that SQLite may read or make: a file of somebody else's may ask for more."""

FIRST_PAUSE = 0.5
"""Seconds before a server that went away is asked again; each later pause is twice as long."""


class Store:
    """A database, open. Make one with `Store.open`, close it with `close` or a `with` block."""

    def __init__(self, engine: Engine, path: Path | None, read_only: bool) -> None:
        self.engine = engine
        self.path = path
        """The SQLite file; None for a database in memory or a server's."""
        self.read_only = read_only
        self.label = str(path) if path else shown(str(engine.url))
        self.patience = 0.0
        """Seconds for which a server that went away is asked again."""
        self._reached = False
        self._closed = False
        self._let_go: Callable[[], None] | None = None
        self._writing: Connection | None = None
        self._reading: Connection | None = None

    @classmethod
    def open(
        cls, where: str | Path, *, read_only: bool = False, busy_seconds: float = 30.0
    ) -> "Store":
        """Connect to an SQLite file (made if absent), `:memory:`, or a database by URL.

        A writer waits `busy_seconds` for others before BufferLocked is raised. Raises
        BufferUnavailable or BufferReadOnly if it cannot be opened so.
        """
        url = _as_url(where)
        if url.get_backend_name() == "sqlite":
            return _open_sqlite(url, read_only, busy_seconds)
        return _open_server(url, read_only, busy_seconds)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def in_transaction(self) -> bool:
        """Whether a write transaction is open."""
        return self._writing is not None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction: all or nothing. Inside another one it is a savepoint of that.

        Commits at the end of the block, rolls back on any exception. Raises BufferError.
        """
        if self.read_only:
            raise BufferReadOnly(f"{self.label} was opened for reading only")
        if self._writing is not None:
            with translated(self.label), self._savepoint(self._writing):
                yield self._writing
            return
        with translated(self.label), self._connected() as plain:
            connection = plain.execution_options(begins="writing")
            with connection.begin():
                self._writing = connection
                try:
                    yield connection
                    self._demand_transaction(connection)
                finally:
                    self._writing = None

    @contextmanager
    def _savepoint(self, connection: Connection) -> Iterator[None]:
        self._demand_transaction(connection)
        savepoint = connection.begin_nested()
        try:
            yield
        except BaseException:
            if not _rolled_back(connection):
                savepoint.rollback()
            raise
        savepoint.commit()

    def _demand_transaction(self, connection: Connection) -> None:
        if connection.invalidated:
            raise BufferUnavailable(f"{self.label}: the server went away within a transaction")
        # When the disk is full SQLite itself rolls back the whole transaction, savepoints and
        # all. Whoever then goes on would store the rest of a step without its beginning.
        if _rolled_back(connection):
            raise BufferFull(f"{self.label}: the transaction was rolled back by an earlier failure")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with; inside a write transaction it sees what that has written."""
        present = self._writing or self._reading
        if present is not None:
            with translated(self.label), understood(self.label):
                yield present
            return
        with translated(self.label), understood(self.label), self._connected() as connection:
            self._reading = connection
            try:
                yield connection
            finally:
                self._reading = None

    def _connected(self) -> Connection:
        """A connection; a server that is just starting again is waited for, with longer pauses."""
        pause, until = FIRST_PAUSE, time.monotonic() + self.patience
        while True:
            try:
                connection = self.engine.connect()
            except OperationalError:
                if not self._reached or time.monotonic() + pause > until:
                    raise
            else:
                self._reached = True
                return connection
            time.sleep(pause)
            pause *= 2

    def hold(self) -> None:
        """Hold the database for this process until it is closed. Raises BufferInUse.

        A database in memory is nobody else's anyway.
        """
        if self.path is not None:
            self._let_go = hold_file(self.path)
        elif self.dialect != "sqlite":
            with translated(self.label):
                self._let_go = hold_database(self.engine, self.label)

    def hold_again(self) -> None:
        """Hold what was held, after a server that went away forgot it. Raises BufferInUse."""
        if self._let_go is not None and self.path is None:
            self._let_go()
            self._let_go = None
            self.hold()

    def check(self) -> None:
        """Read the whole database and its rules. Raises BufferDamaged naming what is wrong."""
        if self.dialect != "sqlite":
            return
        with self.read() as connection:
            found = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        if found != ["ok"] or orphans:
            problems = [*(str(line) for line in found if line != "ok"), *map(str, orphans)]
            raise BufferDamaged(f"{self.label} fails its integrity check: {'; '.join(problems)}")

    @contextmanager
    def outside_transactions(self) -> Iterator[Connection]:
        """A connection on which each statement is its own transaction, as VACUUM demands."""
        with translated(self.label), self.engine.connect() as plain:
            if self.dialect == "sqlite":
                yield plain.execution_options(begins="never")
            else:
                yield plain.execution_options(isolation_level="AUTOCOMMIT")

    def move_log(self) -> None:
        """Move what SQLite's write-ahead log holds into the file; the log stays."""
        with self.outside_transactions() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(PASSIVE)")).all()

    def close(self) -> None:
        """Close all connections. SQLite then folds its write-ahead log into the file."""
        if self._let_go is not None:
            self._let_go()
            self._let_go = None
        self.engine.dispose()
        if self.path is not None and not self._closed:
            in_use(self.path, more=-1)
        self._closed = True

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _rolled_back(connection: Connection) -> bool:
    if connection.invalidated:  # the server went away, and rolled back what was under way
        return True
    driver = connection.connection.dbapi_connection
    return not getattr(driver, "in_transaction", True)  # psycopg's connections have no such flag


def _as_url(where: str | Path) -> URL:
    if isinstance(where, str) and "://" in where:
        return complete(where)
    name = str(where)
    return URL.create("sqlite", database=name if name == ":memory:" else str(Path(where)))


def _open_sqlite(url: URL, read_only: bool, busy_seconds: float) -> Store:
    path = Path(url.database) if url.database and url.database != ":memory:" else None
    options: dict[str, Any] = {"connect_args": {"timeout": busy_seconds}}
    if path is None:
        options["connect_args"]["check_same_thread"] = False
        options["poolclass"] = StaticPool
    else:
        _check_path(path, read_only)
        options["poolclass"] = QueuePool
        if read_only:
            url = URL.create("sqlite", database=_read_only_uri(path), query={"uri": "true"})
    engine = create_engine(url, **options)
    if path is not None:
        in_use(path, more=1)
    event.listen(engine, "connect", _prepare_read_only if read_only else _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Store(engine, path, read_only)


def _check_path(path: Path, read_only: bool) -> None:
    if not path.parent.is_dir():
        raise BufferUnavailable(f"{path}: there is no folder {path.parent}")
    if path.is_dir():
        raise BufferUnavailable(f"{path} is a folder, not a database")
    if read_only and not path.exists():
        raise BufferUnavailable(f"{path}: there is no such file")


def _read_only_uri(path: Path) -> str:
    # Reading a file with a write-ahead log makes small files beside it. Where that is not
    # allowed and there is no log, the file may be read as what it then is: unchanging.
    log = path.with_name(path.name + "-wal")
    fixed = "" if log.exists() or _writable(path.parent) else "&immutable=1"
    return f"file:{quote(str(path))}?mode=ro{fixed}"


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _prepare_sqlite(connection: Any, record: object) -> None:
    # Transactions begin where we say (`_begin_sqlite`), not where the driver guesses.
    connection.isolation_level = None
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    for pragma in (
        "trusted_schema = OFF",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"cache_size = -{CACHE_KIB}",
        f"journal_size_limit = {LOG_BYTES}",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _prepare_read_only(connection: Any, record: object) -> None:
    connection.isolation_level = None
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.execute("PRAGMA trusted_schema = OFF").close()
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}").close()


def _begin_sqlite(connection: Connection) -> None:
    begins = connection.get_execution_options().get("begins", "reading")
    if begins != "never":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if begins == "writing" else "BEGIN")


def _open_server(url: URL, read_only: bool, busy_seconds: float) -> Store:
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    try:
        engine = create_engine(
            url,
            connect_args={"connect_timeout": max(2, int(busy_seconds))},
            pool_pre_ping=True,  # sampling takes hours, and servers drop what is idle
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise BufferUnavailable(
            f"no driver for {url.drivername}: install the extra 'postgres' ({error})"
        ) from None
    wait = max(1, int(busy_seconds * 1000))  # 0 would mean for ever

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("begins") == "writing":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")

    event.listen(engine, "begin", begin)
    # A lost connection is told by what is raised; the driver would print lines of its own.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    store = Store(engine, None, read_only)
    store.patience = busy_seconds
    return store
