"""Attacks the pace of writers on a PostgreSQL server (slow: it wants a quiet machine)."""

import sys

import pytest
from postgres import binaries, running_server

from benchmarks.scaling.writers import rate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1_800),
    pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed"),
]

WRITERS = 8
LEAST_RATE = 5_000
"""Experiences a second that eight writers insert together, on two quiet cores."""


def test_eight_writers_insert_five_thousand_a_second() -> None:
    with running_server() as url:
        found = rate(url, WRITERS, 4)
    sys.stderr.write(f"{found:,.0f} experiences a second by {WRITERS} writers\n")
    assert found >= LEAST_RATE
