"""The filter answers each call as meant, on both machines; read by a small interpreter."""

import errno
import socket
import struct

import pytest

from vetting.sandbox import seccomp

ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS, REFUSED_FAMILY = (
    ERROR | errno.EPERM,
    ERROR | errno.ENOSYS,
    ERROR | errno.EAFNOSUPPORT,
)
READ = {"x86_64": 0, "aarch64": 63}
TESTS = {0x15: lambda a, k: a == k, 0x35: lambda a, k: a >= k, 0x45: lambda a, k: bool(a & k)}


@pytest.fixture(params=["x86_64", "aarch64"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("platform.machine", lambda: request.param)
    return request.param


def answer(program: bytes, machine: str, number: int, *arguments: int) -> int:
    """What the kernel would answer this call; a jump out of the program is an error here."""
    architecture = seccomp._ARCHITECTURES[machine][1]
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    call = struct.pack("=IIQ6Q", number, architecture, 0, *padded)
    code = list(struct.iter_unpack("=HBBI", program))
    value, at = 0, 0
    while True:
        operation, true, false, k = code[at]
        at += 1
        if operation == 0x20:
            value = struct.unpack_from("=I", call, k)[0]
        elif operation == 0x54:
            value &= k
        elif operation == 0x06:
            return k
        else:
            at += true if TESTS[operation](value, k) else false


def column(machine: str) -> int:
    return seccomp._ARCHITECTURES[machine][0]


def test_the_parent_is_asked_before_each_task_and_of_nothing_else(machine: str) -> None:
    asked = {"x86_64": (56, 57, 58), "aarch64": (220,)}[machine]
    program = seccomp.asking()
    assert [n for n in range(500) if answer(program, machine, n) != ALLOW] == list(asked)
    assert {answer(program, machine, n) for n in asked} == {0x7FC00000}


@pytest.mark.parametrize("namespaces", [True, False])
def test_named_calls_are_refused_and_others_are_not(machine: str, namespaces: bool) -> None:
    program = seccomp.program(namespaces=namespaces, scoped_signals=True)
    for name, numbers in seccomp._REFUSED.items():
        if numbers[column(machine)] >= 0:
            assert answer(program, machine, numbers[column(machine)]) == EPERM, name
    for name, numbers in seccomp._ABSENT.items():
        assert answer(program, machine, numbers[column(machine)]) == ENOSYS, name
    assert answer(program, machine, READ[machine]) == ALLOW


def test_no_number_is_given_to_two_calls(machine: str) -> None:
    groups = (seccomp._REFUSED, seccomp._ABSENT, seccomp._PRETENDED, seccomp._OUTWARD)
    numbers = [
        entry[column(machine)]
        for group in (*groups, seccomp._OTHERS, seccomp._SIGNALS)
        for entry in group.values()
        if entry[column(machine)] >= 0
    ]
    assert len(numbers) == len(set(numbers))


def test_another_architecture_is_killed(machine: str) -> None:
    program = seccomp.program(namespaces=True, scoped_signals=True)
    other = {"x86_64": "aarch64", "aarch64": "x86_64"}[machine]
    assert answer(program, other, READ[machine]) == KILL


@pytest.mark.parametrize("namespaces", [True, False])
def test_sockets_only_where_they_lead_nowhere(machine: str, namespaces: bool) -> None:
    program = seccomp.program(namespaces=namespaces, scoped_signals=True)
    number = seccomp._SOCKET[column(machine)]
    local = ALLOW if namespaces else REFUSED_FAMILY
    for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6):
        assert answer(program, machine, number, family) == local
    for family in (16, 17, 38, 40):
        assert answer(program, machine, number, family) == REFUSED_FAMILY


def test_datagram_pairs_only_with_namespaces(machine: str) -> None:
    number = seccomp._SOCKETPAIR[column(machine)]
    bare = seccomp.program(namespaces=False, scoped_signals=True)
    assert answer(bare, machine, number, 1, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) == ALLOW
    assert answer(bare, machine, number, 1, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) == EPERM


def test_new_processes_but_no_new_namespaces(machine: str) -> None:
    program = seccomp.program(namespaces=True, scoped_signals=True)
    number = seccomp._CLONE[column(machine)]
    assert answer(program, machine, number, 0x003D0F00) == ALLOW
    for flag in (0x00020000, 0x02000000, 0x10000000, 0x20000000, 0x40000000):
        assert answer(program, machine, number, flag | 17) == EPERM


def test_signals_only_where_something_keeps_them_in(machine: str) -> None:
    kill = seccomp._SIGNALS["kill"][column(machine)]
    for scoped, wanted in ((True, ALLOW), (False, EPERM)):
        program = seccomp.program(namespaces=False, scoped_signals=scoped)
        assert answer(program, machine, kill, 1234, 9) == wanted


def test_own_limits_but_not_those_of_others(machine: str) -> None:
    program = seccomp.program(namespaces=False, scoped_signals=True)
    number = seccomp._OTHERS["prlimit64"][column(machine)]
    assert answer(program, machine, number, 0) == ALLOW
    assert answer(program, machine, number, 1234) == EPERM


def test_sessions_are_pretended_without_namespaces(machine: str) -> None:
    number = seccomp._PRETENDED["setsid"][column(machine)]
    assert answer(seccomp.program(namespaces=False, scoped_signals=True), machine, number) == ERROR
    assert answer(seccomp.program(namespaces=True, scoped_signals=True), machine, number) == ALLOW


def test_local_sockets_may_be_named_and_heard_but_not_reached(machine: str) -> None:
    at = column(machine)
    program = seccomp.program(namespaces=False, scoped_signals=True, local_sockets=True)
    number, stream = seccomp._SOCKET[at], socket.SOCK_STREAM | socket.SOCK_CLOEXEC
    assert answer(program, machine, number, socket.AF_UNIX, stream) == ALLOW
    for family, kind in ((socket.AF_UNIX, socket.SOCK_DGRAM), (socket.AF_INET, stream), (16, 3)):
        assert answer(program, machine, number, family, kind) == REFUSED_FAMILY
    assert answer(program, machine, seccomp._OUTWARD["connect"][at], 3, 0, 110) == EPERM


def test_names_of_other_lengths_are_refused(machine: str) -> None:
    number = seccomp._BIND[column(machine)]
    for local, length, wanted in ((True, 110, ALLOW), (True, 109, EPERM), (True, 2, EPERM),
                                  (False, 110, EPERM)):  # fmt: skip
        program = seccomp.program(namespaces=False, scoped_signals=True, local_sockets=local)
        assert answer(program, machine, number, 3, 0, length) == wanted
