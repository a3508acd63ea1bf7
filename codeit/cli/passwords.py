"""Asking for the password of a database, where nothing else gives it."""

import sys
from getpass import getpass

__all__ = ["ask_for_password"]


def ask_for_password(address: str) -> None:
    """Ask at the terminal if the server at an address wants a password that nothing gives.

    PostgreSQL's own library has looked into PGPASSWORD and ~/.pgpass before. Without a terminal
    nothing is asked: opening the database then says what is missing.
    """
    if "://" not in address or address.startswith("sqlite") or not sys.stdin.isatty():
        return
    from buffer.addresses import remember, shown, without_secret
    from buffer.errors import BufferUnavailable
    from buffer.store import Store

    try:
        with Store.open(address, read_only=True) as store, store.read():
            return
    except BufferUnavailable as error:
        if "password" not in str(error):
            return
    remember(without_secret(address), getpass(f"password for {shown(address)}: "))
