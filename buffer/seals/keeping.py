"""When a buffer is sealed: at each commit of whoever holds it alone, and when it is closed."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from buffer import records
from buffer.errors import BufferError  # noqa: A004
from buffer.locks import hold_file
from buffer.seals.live import LiveSeal, is_live
from buffer.seals.sealing import SEAL, new_token, seal
from buffer.store import Store

__all__ = ["SealKeeper"]


@dataclass(slots=True)
class SealKeeper:
    """Keeps the seal of one open store; only SQLite files have one."""

    store: Store
    token: bytes | None = None
    """The token in the database since this process first wrote to it."""
    live: LiveSeal | None = None
    """Seals the file at each commit, if nobody else may write to it."""

    def seal_commits(self) -> None:
        """From now on, renew the seal at each commit: this process alone writes to the file."""
        if self.store.path is not None:
            self.live = LiveSeal(self.store.path)

    def mark(self, connection: Connection) -> None:
        """Give the database another token at the first write, inside its transaction."""
        if self.store.path is None:
            return
        known = records.read_state(connection, SEAL)
        if self.token is None or known != self.token:
            if self.live is not None:
                self.live.before = known
            self.token = new_token()
            records.write_state(connection, SEAL, self.token)

    def committed(self) -> None:
        """Renew the seal after a commit."""
        if self.live is not None and self.token is not None:
            self.live.renew(self.token)

    def close(self) -> None:
        """Close the store. An SQLite file that was written to is sealed."""
        path, token = self.store.path, self.before_closing()
        self.store.close()
        if token is not None and path is not None:
            with suppress(OSError):  # without its seal the file is as good, and checked less
                seal(path, token)

    def before_closing(self) -> bytes | None:
        """The token under which the closed file is to be sealed, if it is.

        Closing moves the log into the file. So that a kill then finds a seal that is true, the log
        is moved before, and the seal renewed; also a killed run's, which this process only read.
        """
        path, token, live = self.store.path, self.token, self.live
        if path is None or self.store.read_only:
            return token
        with suppress(BufferError, OSError), ExitStack() as stack:
            if token is None:
                with self.store.read() as connection:
                    known = records.read_state(connection, SEAL)
                if not is_live(path, known):
                    return None
                if live is None:
                    stack.callback(hold_file(path))
                    live = LiveSeal(path)
                token = known
            if live is not None and token is not None:
                self.store.move_log()
                live.renew(token)
        return token
