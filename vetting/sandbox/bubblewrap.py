"""The strongest walls: bubblewrap's namespaces outside, Landlock and seccomp inside.

The root is an empty tmpfs that holds only what the view shows. The job's folders are tmpfs of
bounded size: the kernel stops a disk bomb, and nothing is left on the host, whatever dies first.
"""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from vetting.sandbox import census, landlock, seccomp
from vetting.sandbox.cell import INSIDE, Cell, attach, broken, channels, spawn
from vetting.sandbox.gauge import of_tmpfs
from vetting.sandbox.job import Job, Level, Limits
from vetting.sandbox.view import View

CWD = "/tmp/vet-job"  # noqa: S108 (a path inside the namespace)
_SHM = "/dev/shm"  # noqa: S108
_FOLDERS = (CWD, _SHM)
_NOBODY = "65534"
_WRITABLE = ("/tmp/", "/dev/shm/", *(f"/dev/{d}" for d in ("null", "zero", "full", "tty")))  # noqa: S108
_SYSCTL = ("--ro-bind", "/proc/sys", "/proc/sys")
"""Without it a job started by root, though it has no capability, may write core_pattern."""
_ACCOUNTS = {
    "/etc/passwd": b"nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
    "/etc/group": b"nogroup:x:65534:\n",
}


def program() -> str:
    """Where bubblewrap lies. Raises BadSetup."""
    found = shutil.which("bwrap", path="/usr/local/bin:/usr/bin:/bin")
    if not found:
        raise broken("bubblewrap is not installed")
    return found


def _shown(view: View) -> list[str]:
    out: list[str] = []
    for target, at in view.links:
        out += ["--symlink", target, at]
    for path in view.paths:
        out += ["--ro-bind", path, path]
    for path in view.writable:
        out += ["--bind", path, path]
    return out


def _arguments(view: View, limits: Limits, accounts: Sequence[tuple[int, str]]) -> list[str]:
    """The options: what is mounted later lies over what was mounted before."""
    size = str(limits.tmp_mib << 20)
    shown = _shown(view)
    out = ["--unshare-all", "--unshare-user", "--uid", _NOBODY, "--gid", _NOBODY]
    out += ["--cap-drop", "ALL", "--die-with-parent", "--new-session", "--hostname", "vet"]
    out += ["--proc", "/proc", *_SYSCTL, "--dev", "/dev", "--size", size, "--tmpfs", _SHM]
    out += ["--size", size, "--tmpfs", "/tmp", "--dir", CWD]  # noqa: S108
    for fd, path in accounts:
        out += ["--ro-bind-data", str(fd), path]
    return out + shown + ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]


def _laid(data: bytes) -> int:
    """A descriptor from which these few bytes can be read."""
    read, write = os.pipe()
    os.write(write, data)
    os.close(write)
    return read


def _child_pid(info: int) -> int:
    """The host's id of the namespace's first process, 0 when bubblewrap did not get so far."""
    with open(info, "rb") as stream, contextlib.suppress(ValueError, KeyError):
        return int(json.loads(stream.read())["child-pid"])
    return 0


class Namespaces:
    """Builds cells in namespaces of their own: network, processes, files, users, IPC."""

    level = Level.NAMESPACES

    def open(self, view: View, limits: Limits) -> Cell:
        """A cell waiting for its command. Raises BadSetup."""
        accounts = [(_laid(data), path) for path, data in _ACCOUNTS.items()]
        info, told = os.pipe()
        ours, theirs = channels()
        inside = [os.path.realpath(sys.executable), "-I", "-S", str(INSIDE)]
        command = [program(), "--info-fd", str(told), *_arguments(view, limits, accounts)]
        given = [theirs.fileno(), told, *(fd for fd, _ in accounts)]
        if seccomp.supported():
            given.append(_laid(seccomp.program(namespaces=True, scoped_signals=True)))
            command += ["--seccomp", str(given[-1])]
        command += ["--", *inside, str(theirs.fileno()), *_FOLDERS]
        try:
            process = spawn(command, given)
        finally:
            for fd in given[1:]:
                os.close(fd)
            theirs.close()
        return attach(process, ours, _FOLDERS, limits, _child_pid(info))

    def inner(self, view: View, cell: Cell, job: Job) -> Mapping[str, Any]:
        """The walls to put up inside: only the job's own folders may change.

        The filter stands already, around the first process of the namespace as well: where there
        is no Landlock a job could write into that one's memory and act without a filter.
        """
        del cell
        version = landlock.abi()
        write = [*_WRITABLE, *(f"{path}/" for path in view.writable)]
        rules = landlock.rules(["/"], write, inet=True, sockets=True, version=version)
        return {
            "landlock": rules if version else None,
            "seccomp": None,
            "supervise": False,
            "drop_root": False,
            "cwd": CWD,
            "rlimits": (census.task_limit(job.limits.pids),),
        }

    def disk(self, cell: Cell) -> Callable[[], tuple[int, int]]:
        """The fill of the job's file systems."""
        return partial(of_tmpfs, cell.folders)

    def clear(self, cell: Cell) -> None:
        """Nothing lies on the host."""
