"""Columns of databases without a schema: what code writes into the collections of MongoDB."""

import re

from vetting.engines.data_map.column import Column, Columns, Source, snake

# `const users = await getCollection('users')`, `db.collection("users")`.
_COLLECTION = re.compile(
    r"(?:(\w+)\s*=\s*(?:await\s+)?)?[\w.$()]{0,80}?\b(?:get)?[cC]ollection\s*\(\s*['\"](\w+)['\"]\s*\)"
)
_WRITE = re.compile(
    r"(?:\b(\w+)|\))\s*\.\s*(?:insertOne|insertMany|updateOne|updateMany|replaceOne|findOneAndUpdate)\s*\("
)
_KEY = re.compile(r"(?:(?<=[{,])|^)\s*['\"]?(\w+)['\"]?\s*:(?!:)", re.MULTILINE)
_VARIABLE = re.compile(r"\s*\[?\s*(\w+)\s*[\],)]")
_MOST = 4000


def document_columns(source: Source) -> Columns:
    """What is put into collections, by the keys of the objects written."""
    named = {found[1]: found[2] for found in _COLLECTION.finditer(source.text) if found[1]}
    for found in _WRITE.finditer(source.text):
        collection = named.get(found[1] or "") or _just_before(source.text, found.start())
        if collection:
            yield from _written(source, snake(collection), found.end() - 1)


def _just_before(text: str, at: int) -> str:
    """The collection of a call that is written on it: `db.collection('a').insertOne(`."""
    calls = list(_COLLECTION.finditer(text, max(at - 200, 0), at + 1))
    return calls[-1][2] if calls and not text[calls[-1].end() : at].strip(" \n\t.") else ""


def _written(source: Source, collection: str, at: int) -> Columns:
    start, end = source.block(at, "(", _MOST)
    passed = _VARIABLE.match(source.text, start, end + 1)
    if passed:
        start, end = _object(source, passed[1], start)
    for key in _KEY.finditer(source.text, start, end):
        yield Column(collection, key[1], "", source.line(key.start(1)))


def _object(source: Source, name: str, before: int) -> tuple[int, int]:
    """The object that a variable was last given before a place."""
    given = re.compile(rf"\b{re.escape(name)}\s*=\s*(?=\{{)")
    found = list(given.finditer(source.text, 0, before))
    return source.block(found[-1].end() - 1, "{", _MOST) if found else (before, before)
