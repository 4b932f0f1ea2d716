"""Fixtures that several files here use."""

from tests.unit.attest.test_log import log
from tests.unit.attest.test_proof import case

__all__ = ["case", "log"]
