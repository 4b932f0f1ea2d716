"""Every format against the same hostile inputs: a clear answer, soon, and never an invented one."""

import time

import pytest

from vetting.engines.supply_chain import worker
from vetting.engines.supply_chain.inventory import _CANARY_FILES, CANARIES

DEEP = {".json": '{"packages":' + "[" * 100_000, ".yaml": "a: " + "[" * 10_000,
        ".xml": "<project>" + "<a>" * 10_000, ".toml": "a = " + "[" * 10_000}  # fmt: skip
LAUGHS = {
    ".xml": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(9)
    ) + "]><project>&a8;</project>",
    ".yaml": "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"b{n}: &b{n} [{', '.join(['*b' + str(n - 1) if n else '*a'] * 9)}]\n" for n in range(9)
    ),
}  # fmt: skip
KINDS = pytest.mark.parametrize(("name", "kind"), _CANARY_FILES, ids=lambda part: str(part))


def read(tmp_path, name, kind, body):
    (tmp_path / name).write_bytes(body if isinstance(body, bytes) else body.encode())
    start = time.process_time()
    answer = worker.read(tmp_path, name, kind)
    assert time.process_time() - start < 15, "seconds of processor time"
    return answer


def is_silent(answer):
    return "error" not in answer and not answer["fault"]


def names(answer):
    return {row[0] for key in ("packages", "declared") for row in answer.get(key, ())}


@KINDS
def test_a_file_cut_short_invents_nothing(tmp_path, name, kind):
    whole = (CANARIES / name).read_bytes()
    known = names(read(tmp_path, name, kind, whole))
    for at in range(1, len(whole), max(1, len(whole) // 25)):
        found = names(read(tmp_path, name, kind, whole[:at]))
        assert all(any(full.startswith(part) for full in known) for part in found), at


@KINDS
def test_other_bytes_name_no_package(tmp_path, name, kind):
    for body in (b"\xff\xfe\x00\xd8" * 50, b"\x00" * 1000, b"\x80\x81\x82" * 500):
        assert names(read(tmp_path, name, kind, body)) == set()


@KINDS
def test_a_file_of_200_megabytes_is_refused_unread(tmp_path, name, kind):
    with (tmp_path / name).open("wb") as file:
        file.truncate(200_000_000)
    start = time.process_time()
    answer = worker.read(tmp_path, name, kind)
    assert "larger than" in answer["error"]
    assert time.process_time() - start < 4


@KINDS
def test_nesting_and_entities_end_as_an_error(tmp_path, name, kind):
    ending = name[name.rfind(".") :]
    is_xml = ending in (".csproj", ".config")
    for table in (DEEP, LAUGHS):
        body = table.get(".xml" if is_xml else ending)
        if body:
            assert not is_silent(read(tmp_path, name, kind, body))
        for other in table.values():
            assert names(read(tmp_path, name, kind, other[:5000])) == set()
