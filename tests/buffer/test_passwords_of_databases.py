"""Attacks addresses of databases: no part of a password may be shown or written."""

import pytest

from buffer.addresses import complete, shown, without_secret
from buffer.errors import BufferUnavailable
from buffer.replay import ReplayBuffer


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:SECRET@host/db",
        "postgresql://me:SEC@RET@host/db",
        "postgresql://me:SEC/RET@host/db",
        "postgresql://me:SEC?RET@host/db",
        "postgresql://me:SEC#RET@host:x/db",
        "postgresql://host/db?password=SECRET",
        "postgresql://host/db?password=SEC@RET&user=me",
        "postgresql://host/db?user=a@b&password=SECRET",
        "postgresql://me:SECRET@host:port/db",
        "postgresql+nodriver://me:SECRET@host/db",
        "nonsense://me:SECRET@/name",
    ],
)
def test_no_part_of_a_password_is_ever_shown(address: str) -> None:
    texts = [shown(address)]
    try:
        texts.append(without_secret(address))
    except BufferUnavailable as error:
        texts.append(str(error))
    for read_only in (True, False):
        with pytest.raises(BufferUnavailable) as caught:
            ReplayBuffer.open(address, read_only=read_only)
        texts.append(str(caught.value))
    for text in texts:
        assert "SEC" not in text
        assert "RET" not in text


def test_a_password_is_known_to_the_process_and_written_nowhere() -> None:
    bare = without_secret("postgresql://me:s%40cret@host/db")
    assert bare == "postgresql://me@host/db"
    assert complete(bare).password == "s@cret"
    assert without_secret("postgresql://host/db?password=other") == "postgresql://host/db"
    assert complete("postgresql://host/db").password == "other"
