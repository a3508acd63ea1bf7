"""Addresses of databases without their secrets: what may be shown and written down.

A password in an address is taken out where the address enters (`without_secret`) and is known to
this process alone, until it ends; the address without it is what settings, messages and files
hold. A later process has it from where PostgreSQL's own programs have it: PGPASSWORD or
`~/.pgpass`; or it asks, and gives the answer to `remember`.
"""

import re

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from buffer.errors import BufferUnavailable
from data.errors import plain

__all__ = ["complete", "remember", "scrubbed", "shown", "without_secret"]

_SECRETS: dict[str, str] = {}
"""Passwords by address without them: the one thing that this process remembers and never writes."""

_SECRET_OPTION = re.compile(r"password|secret|token", re.IGNORECASE)


def shown(address: str) -> str:
    """The address as people may see it, whatever is wrong with it: no user, password or option."""
    if "://" not in address:
        return address
    scheme, _, rest = address.partition("://")
    head, mark, query = rest.partition("?")
    if "@" in query:  # perhaps a password with a question mark in it: nothing after it is sure
        return f"{scheme}://..."
    if mark and "@" not in head and ":" in head and "/" not in head:
        return f"{scheme}://..."
    return f"{scheme}://{head.rpartition('@')[2]}"


def without_secret(address: str) -> str:
    """The address without its password, which this process remembers.

    Raises BufferUnavailable for one that cannot be taken apart: what is the password in it cannot
    be told, then.
    """
    if "://" not in address:
        return address
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise _malformed(address) from None
    if url.get_backend_name() == "sqlite":
        return address
    names = (url.username, url.host, url.database)
    if any("@" in (part or "") or "?" in (part or "") for part in names):
        raise _malformed(address)
    options = {key: value for key, value in url.query.items() if key != "password"}
    if kept := next((key for key in options if _SECRET_OPTION.search(key)), None):
        raise BufferUnavailable(
            f"{shown(address)}: {plain(kept)} would be written down: leave it out"
        )
    named = URL.create(
        url.drivername, url.username, None, url.host, url.port, url.database, options
    )
    bare = named.render_as_string(hide_password=False)
    if given := url.password or url.query.get("password"):
        remember(bare, str(given))
    return bare


def _malformed(address: str) -> BufferUnavailable:
    return BufferUnavailable(
        f"not a database URL: {address.partition('://')[0]}://... (in a password @ is written %40,"
        " / is %2F, ? is %3F; better leave it out and set PGPASSWORD)"
    )


def remember(address: str, password: str) -> None:
    """Keep the password of an address for as long as this process lives."""
    _SECRETS[address] = password


def complete(address: str) -> URL:
    """The address with its password, if one is known. Raises BufferUnavailable if it is none."""
    bare = without_secret(address)
    try:
        url = make_url(bare)
    except (ArgumentError, ValueError):
        raise _malformed(address) from None
    secret = _SECRETS.get(bare)
    return url if secret is None else url.set(password=secret)


def scrubbed(message: str) -> str:
    """A driver's message without any password that this process knows."""
    for secret in _SECRETS.values():
        message = message.replace(secret, "***")
    return message
