"""The Merkle tree against the published test vectors, and every proof against every log."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.attest import merkle

# Inputs and roots of the test suite of Certificate Transparency (RFC 6962).
INPUTS = [bytes.fromhex(word) for word in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def leaves_of(size):
    return [merkle.leaf(b"entry %d" % number) for number in range(size)]


def test_the_roots_are_those_of_the_published_vectors():
    assert merkle.root([]) == hashlib.sha256(b"").digest()
    for size, expected in enumerate(ROOTS, start=1):
        assert merkle.root([merkle.leaf(body) for body in INPUTS[:size]]).hex() == expected


@pytest.mark.parametrize("size", range(1, 34))
def test_each_entry_is_proved_and_no_other(size):
    leaves = leaves_of(size)
    head = merkle.root(leaves)
    for index in range(size):
        path = merkle.inclusion(leaves, index)
        entry = b"entry %d" % index
        assert merkle.includes(head, size, entry, index, path)
        assert not merkle.includes(head, size, entry + b".", index, path)
        assert not merkle.includes(head, size, entry, index, [*path, head])
        assert not merkle.includes(merkle.leaf(b"x"), size, entry, index, path)
        others = [other for other in range(size) if other != index]
        assert not any(merkle.includes(head, size, entry, other, path) for other in others)
        for at in range(len(path)):
            assert not merkle.includes(head, size, entry, index, path[:at] + path[at + 1 :])
    with pytest.raises(IndexError):
        merkle.inclusion(leaves, size)


@pytest.mark.parametrize("new", range(1, 34))
def test_each_shorter_log_is_proved_and_no_edited_one(new):
    leaves = leaves_of(new)
    head = merkle.root(leaves)
    for old in range(1, new + 1):
        proof = merkle.consistency(leaves, old)
        before = merkle.root(leaves[:old])
        assert merkle.extends(before, old, head, new, proof)
        edited = merkle.root([merkle.leaf(b"edited"), *leaves[1:old]])
        assert not merkle.extends(edited, old, head, new, proof)
        assert not merkle.extends(before, old, merkle.leaf(b"x"), new, proof)
        assert not merkle.extends(before, old, head, new, [*proof, head])
        for at in range(len(proof)):
            assert not merkle.extends(before, old, head, new, proof[:at] + proof[at + 1 :])
    for size in (0, new + 1):
        with pytest.raises(IndexError):
            merkle.consistency(leaves, size)


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=40), st.data())
def test_an_edited_log_has_another_root(entries, data):
    at = data.draw(st.integers(0, len(entries) - 1))
    changed = [*entries[:at], entries[at] + b"!", *entries[at + 1 :]]
    roots = {merkle.root(list(map(merkle.leaf, rows))) for rows in (entries, changed, entries[:-1])}
    assert len(roots) == 3
