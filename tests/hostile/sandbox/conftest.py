"""A small world outside the sandbox, worth attacking, that notices when an attack arrives."""

import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from vetting.model.errors import BadSetup
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Done, Job, Level, Limits, Sandbox

ATTACKS = Path(__file__).with_name("machinery.py")
SOUND = (Level.NAMESPACES, Level.LANDLOCK)


@pytest.fixture(params=SOUND)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each level whose results may support a verdict, where this machine has it."""
    try:
        return open_sandbox(request.param)
    except BadSetup as missing:
        pytest.skip(str(missing))


@dataclass
class World:
    """What lies outside: files, listeners and a process, all of the same user."""

    folder: Path
    victim: subprocess.Popen[bytes]
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket
    abstract: socket.socket
    datagram: socket.socket
    signals: list[int] = field(default_factory=list)

    @property
    def secret(self) -> Path:
        return self.folder / "secret"

    @property
    def shown(self) -> Path:
        return self.folder / "app" / "shown.txt"

    def order(self, sandbox: Sandbox) -> bytes:
        """Where everything is, so that no attack fails for not knowing."""
        order = {
            "secret": str(self.secret),
            "outside": str(self.folder / "open"),
            "shown": str(self.shown),
            "victim": self.victim.pid,
            "parent": os.getpid(),
            "tcp": self.tcp.getsockname()[1],
            "udp": self.udp.getsockname()[1],
            "unix": self.unix.getsockname(),
            "abstract": self.abstract.getsockname()[1:].decode(),
            "datagram": self.datagram.getsockname(),
            "own_pids": sandbox.level is Level.NAMESPACES,
        }
        return json.dumps(order).encode()

    def attack(self, sandbox: Sandbox, name: str, *, local_sockets: bool = False) -> Done:
        """Run one attack with all it wants to know."""
        job = Job(
            (sys.executable, "-I", str(ATTACKS), name),
            read_only=(ATTACKS, ATTACKS.with_name("attacks.py"), self.shown.parent),
            stdin=self.order(sandbox),
            limits=Limits(wall_seconds=20, memory_mib=512, pids=64),
            local_sockets=local_sockets,
        )
        return sandbox.run(job)

    def harm(self) -> list[str]:
        """What has changed outside, in words; nothing if all is well."""
        found = []
        if (self.secret.stat().st_mode & 0o777, self.secret.stat().st_mtime) != (0o644, 1e9):
            found.append("mode or time of the secret changed")
        if self.secret.stat().st_nlink != 1:
            found.append("the secret has another name")
        if list((self.folder / "open").iterdir()):
            found.append("something was written outside")
        if self.shown.read_text() != "as it was" or os.listxattr(self.shown):
            found.append("a shown file changed")
        if not _is_well(self.victim):
            found.append("the victim was hit")
        if self.signals:
            found.append("we were signalled")
        return found + [n for n in ("tcp", "udp", "unix", "abstract", "datagram") if self.heard(n)]

    def heard(self, name: str) -> bool:
        """Whether a listener was reached."""
        listener: socket.socket = getattr(self, name)
        try:
            if listener.type == socket.SOCK_DGRAM:
                listener.recv(10)
            else:
                listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True


def _is_well(process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        return False
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    return fields[0] == "S" and int(fields[16]) == niceness


def _listen(stack: ExitStack, family: int, kind: int, address: object) -> socket.socket:
    listener = stack.enter_context(socket.socket(family, kind))
    listener.bind(address)  # type: ignore[arg-type]
    if kind == socket.SOCK_STREAM:
        listener.listen()
    listener.setblocking(False)
    return listener


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A fresh world; the victim is ours to lose."""
    for name in ("open", "app"):
        (tmp_path / name).mkdir()
    (tmp_path / "app" / "shown.txt").write_text("as it was")
    (tmp_path / "secret").write_text("token")
    (tmp_path / "secret").chmod(0o644)
    os.utime(tmp_path / "secret", (1e9, 1e9))
    stream, packet, unix = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.AF_UNIX
    with ExitStack() as stack:
        victim = subprocess.Popen(["/bin/sleep", "100"])
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        made = World(
            tmp_path,
            victim,
            _listen(stack, socket.AF_INET, stream, ("127.0.0.1", 0)),
            _listen(stack, socket.AF_INET, packet, ("127.0.0.1", 0)),
            _listen(stack, unix, stream, str(tmp_path / "docker.sock")),
            _listen(stack, unix, stream, f"\0vet-{uuid.uuid4().hex}"),
            _listen(stack, unix, packet, str(tmp_path / "log.sock")),
        )
        kept = {n: signal.signal(n, lambda n, _: made.signals.append(n)) for n in (1, 10, 15)}
        yield made
        for number, handler in kept.items():
            signal.signal(number, handler)
