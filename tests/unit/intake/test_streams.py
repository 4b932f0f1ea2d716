"""Streams give back exactly what went in, in small pieces."""

import bz2
import gzip
import io
import lzma
import random

import pytest

from vetting.intake import Refused
from vetting.intake.kinds import Kind
from vetting.intake.streams import OUTPUT, expanded, inflated, plain

PACK = {Kind.TAR: bytes, Kind.TAR_GZ: gzip.compress, Kind.TAR_XZ: lzma.compress,
        Kind.TAR_BZ2: bz2.compress}  # fmt: skip
DATA = {
    "nothing": b"",
    "zeros": bytes(3_000_000),
    "noise": random.Random(1).randbytes(300_000),
    "one": b"x",
}


def never(code, path):
    raise AssertionError(code)


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("name", DATA)
def test_round_trip_in_bounded_pieces(kind, name):
    pieces = list(expanded(io.BytesIO(PACK[kind](DATA[name])), kind, never))
    assert b"".join(pieces) == DATA[name]
    assert all(0 < len(piece) <= OUTPUT for piece in pieces)


@pytest.mark.parametrize("kind", [Kind.TAR_GZ, Kind.TAR_XZ, Kind.TAR_BZ2])
@pytest.mark.parametrize("cut", [1, 5, 11, 40])
def test_every_cut_is_seen(kind, cut):
    packed = PACK[kind](DATA["noise"])[:-cut]
    with pytest.raises(Refused) as raised:
        list(expanded(io.BytesIO(packed), kind, never))
    assert raised.value.code in ("truncated", "data-error")


@pytest.mark.parametrize("kind", [Kind.TAR_GZ, Kind.TAR_XZ, Kind.TAR_BZ2])
@pytest.mark.parametrize("junk", [b"\0", b"\x1f", b"BZ", b"junk"])
def test_every_surplus_is_seen(kind, junk):
    packed = PACK[kind](DATA["noise"]) + junk
    with pytest.raises(Refused) as raised:
        list(expanded(io.BytesIO(packed), kind, never))
    assert raised.value.code == "trailing"


def test_members_are_joined_and_told_once():
    told = []
    packed = b"".join(gzip.compress(bytes([65 + i])) for i in range(26))
    pieces = expanded(io.BytesIO(packed), Kind.TAR_GZ, lambda code, path: told.append(code))
    assert b"".join(pieces) == bytes(range(65, 91))
    assert told == ["gzip-members"]


def test_plain_stops_at_its_length():
    file = io.BytesIO(b"abcdef")
    assert b"".join(plain(file, 4)) == b"abcd"
    assert file.read() == b"ef"


@pytest.mark.parametrize(
    ("length", "code"), [(-1, "compressed-truncated"), (1, "compressed-trailing")]
)
def test_deflate_fills_its_place_exactly(length, code):
    packed = gzip.compress(DATA["noise"], mtime=0)[10:-8]
    assert b"".join(inflated(io.BytesIO(packed), len(packed), "a")) == DATA["noise"]
    with pytest.raises(Refused) as raised:
        list(inflated(io.BytesIO(packed + b"?"), len(packed) + length, "a"))
    assert raised.value.code == code
