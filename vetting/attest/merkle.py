"""The Merkle tree of RFC 6962, section 2.1: one digest for a log, and short proofs about it.

A leaf is hashed behind 0x00 and a node behind 0x01, so that none passes for the other. All
digests are SHA-256, as 32 bytes. An inclusion proof shows that an entry is in a log, a
consistency proof that a longer log begins with a shorter one; both need the roots alone.
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root of a log without entries."""


def leaf(entry: bytes) -> bytes:
    """The digest of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The digest of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over the digests of all entries, in their order."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    at = _split(len(leaves))
    return node(root(leaves[:at]), root(leaves[at:]))


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the entry at `index`, from the leaf upwards; raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no entry {index} in {len(leaves)}")
    if len(leaves) == 1:
        return []
    at = _split(len(leaves))
    if index < at:
        return [*inclusion(leaves[:at], index), root(leaves[at:])]
    return [*inclusion(leaves[at:], index - at), root(leaves[:at])]


def consistency(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """The proof that these begin with their first `size` entries; raises IndexError."""
    if not 0 < size <= len(leaves):
        raise IndexError(f"no log of {size} within {len(leaves)}")
    return _consistency(leaves, size, is_whole=True)


def _consistency(leaves: Sequence[bytes], size: int, *, is_whole: bool) -> list[bytes]:
    """RFC 6962's SUBPROOF: the old root itself is left out, the verifier has it."""
    if size == len(leaves):
        return [] if is_whole else [root(leaves)]
    at = _split(len(leaves))
    if size <= at:
        return [*_consistency(leaves[:at], size, is_whole=is_whole), root(leaves[at:])]
    return [*_consistency(leaves[at:], size - at, is_whole=False), root(leaves[:at])]


def includes(head: bytes, size: int, entry: bytes, index: int, path: Sequence[bytes]) -> bool:
    """Whether the path proves `entry` to stand at `index` of the log of that root and size."""
    if not 0 <= index < size:
        return False
    at, last, digest = index, size - 1, leaf(entry)
    for step in path:
        if last == 0:
            return False
        if at % 2 or at == last:
            digest = node(step, digest)
            while at and not at % 2:
                at, last = at // 2, last // 2
        else:
            digest = node(digest, step)
        at, last = at // 2, last // 2
    return last == 0 and digest == head


def extends(old: bytes, old_size: int, new: bytes, new_size: int, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows the new log to begin with the old one (RFC 9162, 2.1.4.2)."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old == new
    steps = list(proof) if old_size & (old_size - 1) else [old, *proof]
    if not steps:
        return False
    at, last = old_size - 1, new_size - 1
    while at % 2:
        at, last = at // 2, last // 2
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            before, after = node(step, before), node(step, after)
            while at and not at % 2:
                at, last = at // 2, last // 2
        else:
            after = node(after, step)
        at, last = at // 2, last // 2
    return last == 0 and before == old and after == new


def _split(size: int) -> int:
    """The largest power of two below `size`, which is above 1."""
    return int(1 << (size - 1).bit_length() - 1)
