"""What many tests begin with."""

from collections.abc import Iterator

import pytest

from buffer.replay import ReplayBuffer


@pytest.fixture
def buffer() -> Iterator[ReplayBuffer]:
    """An empty replay buffer in memory."""
    with ReplayBuffer.open(":memory:") as opened:
        yield opened
