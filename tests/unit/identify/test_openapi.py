import pytest

from vetting.identify.openapi import looks_like_openapi
from vetting.identify.worker import classify


@pytest.mark.parametrize(
    "head",
    [
        b"openapi: 3.0.3\n",
        b"# catatan\n'openapi': \"3.1.0\"\n",
        b"info:\n  title: a\nswagger: '2.0'\n",
        b'{"openapi": "3.0.0"}',
        b'\xef\xbb\xbf {\n "info": {"title": "{"},\n "swagger": "2.0"',
        b"openapi: 3.0.3\ninfo: [",
    ],
)
def test_states_a_version_at_the_top(head):
    assert looks_like_openapi(head)


@pytest.mark.parametrize(
    "head",
    [
        b"", b"info:\n  openapi: 3.0.3\n", b"openapi:\n  title: a\n", b'{"a": {"openapi": "3.0.0"}}',
        b'["openapi"]', b"title: openapi: 3\n", b'{"dependencies": {"swagger": "2.0"}}',
    ],
)  # fmt: skip
def test_does_not(head):
    assert not looks_like_openapi(head)


def test_a_contract_without_a_suffix_is_known_by_its_name():
    body = b'{"openapi": "3.0.1", "paths": {}}'
    assert "openapi" in classify("v3/api-docs", body)[1]
    assert "openapi" not in classify("v3/catatan", body)[1]
    assert "openapi" not in classify("bin/openapi", b"#!/bin/sh\n")[1]
