"""One archive file to the reader of its kind."""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from vetting.intake.gathering import Gathering
from vetting.intake.kinds import HEAD, TAIL, Kind, detect, is_tar_header
from vetting.intake.streams import expanded
from vetting.intake.tar_reader import read_tar
from vetting.intake.zip_reader import read_zip

_BLOCK = 512


def read_archive(file: BinaryIO, length: int, name: str, into: Gathering, alone: str = "") -> Kind:
    """Hand in everything that an archive of `length` bytes called `name` holds; raises Refused.

    Where `alone` is given, a compressed file that holds no tar is taken for one file of that
    name.
    """
    head = file.read(HEAD)
    file.seek(max(0, length - TAIL))
    kind = detect(head, file.read(TAIL), name)
    file.seek(0)
    if kind is Kind.ZIP:
        read_zip(file, length, into)
        return kind
    pieces = expanded(file, kind, into.warn)
    if alone and kind is not Kind.TAR:
        head, pieces = _looked_at(pieces)
        if not (head[257:262] == b"ustar" or head == bytes(_BLOCK) or is_tar_header(head)):
            _take_alone(pieces, length, alone, into)
            return kind
    read_tar(pieces, into)
    return kind


def _looked_at(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first 512 bytes, and all of them again."""
    first = b""
    for piece in pieces:
        first += piece
        if len(first) >= _BLOCK:
            break
    return first[:_BLOCK], chain((first,), pieces)


def _take_alone(pieces: Iterator[bytes], packed: int, name: str, into: Gathering) -> None:
    into.count()
    path = into.path(name)
    into.nodes.add_file(path)

    def judged() -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            into.budget.judge_file(path, size, packed)
            into.budget.spend(len(piece))
            yield piece

    into.store(path, judged())
