"""More attacks on what the kernel offers; registered beside those of `attacks.py`.

The same rules hold: an attack returns what it achieved, and the numbers are those of x86-64.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from attacks import ATTACKS, achieved, attack, call, libc, main, read, write  # type: ignore[import-not-found]

__all__ = ["ATTACKS"]


@attack
def run_a_program_from_memory(order):
    fd = libc.syscall(319, b"hidden", 1)
    if fd < 0:
        return []
    os.write(fd, Path("/bin/true").read_bytes())
    pid = os.fork()
    if pid == 0:
        libc.syscall(322, fd, b"", (ctypes.c_char_p * 1)(), (ctypes.c_char_p * 1)(), 0x1000)
        os._exit(9)
    return ["ran from memory"] * (os.waitpid(pid, 0)[1] == 0)


@attack
def submit_to_io_uring(order):
    found = [
        n for n in (425, 426, 427) if call("", n, 4, ctypes.create_string_buffer(256), 0, 0, 0)
    ]
    return [f"io_uring call {n}" for n in found]


@attack
def listen_on_an_abstract_name(order):
    """A name that a program outside might look for, such as a display's."""
    if order["own_pids"]:
        return []  # the network namespace is its own: nobody outside can look there
    return achieved(
        "took a name outside",
        lambda: socket.socket(socket.AF_UNIX).bind("\0" + order["abstract"] + "2"),
    )


@attack
def take_a_name_of_the_kernel(order):
    """Bind without a name: the kernel would choose an abstract one."""
    if order["own_pids"]:
        return []
    return achieved("autobind", lambda: socket.socket(socket.AF_UNIX).bind(b""))


@attack
def listen_in_a_folder_outside(order):
    return achieved(
        "made a socket outside",
        lambda: socket.socket(socket.AF_UNIX).bind(order["outside"] + "/evil.sock"),
    )


@attack
def listen_on_a_port(order):
    if order["own_pids"]:
        return []
    return achieved("listens on a port", lambda: socket.create_server(("127.0.0.1", 0)))


@attack
def send_with_an_address(order):
    """Past a refused connect: name the receiver in the message itself; the receivers tell."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM):
        for target in (order["datagram"], order["unix"], "\0" + order["abstract"]):
            with contextlib.suppress(OSError):
                socket.socket(socket.AF_UNIX, kind).sendto(b"leak", target)
            with contextlib.suppress(OSError):
                end, _ = socket.socketpair(socket.AF_UNIX, kind)
                end.sendmsg([b"leak"], [], 0, target)
    return []


@attack
def connect_fast(order):
    """TCP fast open connects within a send, where a filter on connect does not look."""

    def send():
        end = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        end.sendto(b"leak", 0x20000000, ("127.0.0.1", order["tcp"]))

    return achieved("connected by sendto", send)


@attack
def trace_a_sibling(order):
    """Two jobs never share a cell, so a sibling is a process of ours: even that is refused."""
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    found = call("seized a sibling", 101, 0x4206, pid, 0, 0)
    os.kill(pid, signal.SIGKILL) if order["own_pids"] else None
    with contextlib.suppress(OSError):
        signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)
    return found


@attack
def write_memory_of_the_parent(order):
    """The first process of a namespace is of the same user: it must wear the same filter."""
    found = []
    for pid in {os.getppid(), 1} if order["own_pids"] else {os.getppid(), order["parent"], 1}:
        if order["own_pids"] and "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text():
            continue
        for flag in (os.O_RDONLY, os.O_RDWR):
            found += achieved(f"opened mem of {pid}", os.open, f"/proc/{pid}/mem", flag)
    return found


@attack
def take_a_descriptor_of_another(order):
    with contextlib.suppress(OSError):
        pidfd = os.pidfd_open(order["victim"])
        return call("pidfd_getfd", 438, pidfd, 0, 0)
    return []


@attack
def advise_another_process(order):
    with contextlib.suppress(OSError):
        pidfd = os.pidfd_open(order["victim"])
        vector = struct.pack("QQ", 0, 4096)
        return call("process_madvise", 440, pidfd, vector, 1, 20, 0) + call(
            "mrelease", 448, pidfd, 0
        )
    return []


@attack
def move_memory_of_another(order):
    return call("move_pages", 279, order["victim"], 0, None, None, None, 0) * 0 + call(
        "migrate_pages", 256, order["victim"], 0, None, None
    )


@attack
def create_by_clone3(order):
    """The call whose flags a filter cannot see must seem to be missing."""
    found = []
    for flags in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x02000000, 0x10020000):
        arguments = (ctypes.c_uint64 * 11)(flags, *([0] * 3), 17)
        pid = libc.syscall(435, arguments, 88)
        if pid == 0:
            os._exit(0)
        found += [f"clone3 {flags:x}"] * (pid > 0)
    return found


@attack
def use_the_mount_calls(order):
    blank = ctypes.create_string_buffer(64)
    return (
        call("open_tree", 428, -100, b"/", 1) + call("move_mount", 429, -1, b"", -100, b"/", 4)
        + call("fsopen", 430, b"proc", 0) + call("fsconfig", 431, 0, 6, None, None, 0)
        + call("fsmount", 432, 0, 0, 0) + call("fspick", 433, -100, b"/", 0)
        + call("mount_setattr", 442, -100, b"/", 0, blank, 32)
        + call("bind", 165, b"/etc", b".", None, 4096, None)
        + call("remount", 165, None, b"/", None, 32, None)
    )  # fmt: skip


@attack
def enter_namespaces_of_others(order):
    found = []
    for pid in (order["victim"], order["parent"], 1, os.getppid()):
        for name in ("user", "mnt", "net", "pid", "uts", "ipc", "cgroup"):
            with contextlib.suppress(OSError):
                fd = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
                found += call(f"setns {pid} {name}", 308, fd, 0)
        with contextlib.suppress(OSError):
            found += call(f"setns pidfd {pid}", 308, os.pidfd_open(pid), 0x10000000)
    return found


@attack
def watch_with_perf(order):
    about = ctypes.create_string_buffer(struct.pack("IIQ", 1, 112, 0), 128)
    targets = ((0, -1), (order["victim"], -1), (-1, 0))
    return [f"perf {t}" for t in targets if call("", 298, about, *t, -1, 0)]


@attack
def load_bpf(order):
    blank = ctypes.create_string_buffer(128)
    return [f"bpf {command}" for command in range(36) if call("", 321, command, blank, 128)]


@attack
def handle_page_faults(order):
    found = call("userfaultfd", 323, 0) + call("userfaultfd of users", 323, 1)
    return found + achieved("the device", os.open, "/dev/userfaultfd", os.O_RDWR)


@attack
def use_keyrings(order):
    """Every common operation on every special ring."""
    found = []
    for ring in (-1, -2, -3, -4, -5):
        found += call(f"add {ring}", 248, b"user", b"vet-evil", b"v", 1, ring)
        found += [f"keyctl {n} {ring}" for n in (0, 1, 3, 6, 8, 9, 10, 11) if call("", 250, n, ring, 0, 0, 0)]  # fmt: skip
    return found + call("request", 249, b"user", b"vet", None, -3)


@attack
def signal_groups(order):
    """The groups of the parent, of the victim, and of every process that can be named."""
    for target in {os.getppid(), order["parent"], order["victim"]}:
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP):
            with contextlib.suppress(OSError):
                os.killpg(os.getpgid(target) if target > 1 else target, number)
            with contextlib.suppress(OSError):
                os.kill(-target, number)
            libc.syscall(129, target, int(number), ctypes.create_string_buffer(128))
            libc.syscall(297, target, target, int(number), ctypes.create_string_buffer(128))
    return []


@attack
def signal_by_timer(order):
    """A timer, a death signal and a lease may all carry a signal to another process."""
    event = struct.pack("QiiI", 0, int(signal.SIGKILL), 4, order["victim"]).ljust(64, b"\0")
    found = call("timer on another", 222, 0, event, ctypes.create_string_buffer(8))
    with contextlib.suppress(OSError):
        fd = os.open("own", os.O_RDWR | os.O_CREAT)
        fcntl.fcntl(fd, fcntl.F_SETOWN, order["victim"])
        fcntl.fcntl(fd, fcntl.F_SETSIG, int(signal.SIGKILL))
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    return found


@attack
def join_another_group(order):
    for target in (order["victim"], order["parent"]):
        with contextlib.suppress(OSError):
            os.setpgid(order["victim"], os.getpgid(target))
    return []


@attack
def starve_others(order):
    found = achieved("pinned another", os.sched_setaffinity, order["victim"], {0})
    parameter = os.sched_param(1)
    found += achieved("real time", os.sched_setscheduler, 0, os.SCHED_FIFO, parameter)
    found += achieved("another's schedule", os.sched_setscheduler, order["victim"], os.SCHED_IDLE, os.sched_param(0))  # fmt: skip
    return found + achieved("nice", os.nice, -5)


@attack
def weigh_on_the_memory_killer(order):
    """To be spared when memory runs out, so that another process is killed."""
    found = achieved("spared", _write_score, "/proc/self/oom_score_adj", b"-900")
    return found + achieved(
        "blamed", _write_score, f"/proc/{order['victim']}/oom_score_adj", b"900"
    )


def _write_score(path, value):
    fd = os.open(path, os.O_WRONLY)
    os.write(fd, value)
    os.close(fd)


@attack
def enter_a_control_group(order):
    found = []
    for root in ("/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/memory"):
        for name in ("cgroup.procs", "tasks", "cgroup.kill"):
            found += achieved(f"{root}/{name}", write, f"{root}/{name}")
        found += achieved(f"folder in {root}", os.mkdir, f"{root}/evil")
    return found


@attack
def lock_what_is_shown(order):
    """A lock on a shown file could hold up whoever else opens it for writing; a lease too."""
    found = []
    fd = os.open(order["shown"], os.O_RDONLY)
    with contextlib.suppress(OSError):
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        found.append("lease") if os.stat(order["shown"]).st_uid != os.getuid() else None
    return found


@attack
def read_kernel_memory(order):
    names = ("/dev/mem", "/dev/kmem", "/dev/port", "/proc/kcore", "/proc/kmsg", "/dev/kmsg",
             "/sys/kernel/debug/x", "/sys/kernel/security/x", "/proc/sysrq-trigger")  # fmt: skip
    return [name for name in names if achieved(name, read, name)]


@attack
def reach_devices(order):
    names = ("kvm", "vhost-vsock", "net/tun", "fuse", "loop-control", "mapper/control", "uinput",
             "vda", "sda", "nvme0n1", "dri/card0", "snapshot", "btrfs-control")  # fmt: skip
    return [
        name for name in names if achieved(name, lambda n: os.open(f"/dev/{n}", os.O_RDWR), name)
    ]


@attack
def use_a_debugger_register(order):
    """Change the mode of system calls in a thread: the filter must hold in every one of them."""
    found = []

    def thread():
        found.extend(call("thread ptrace", 101, 0x4206, order["victim"], 0, 0))
        found.extend(call("thread unshare", 272, 0x10000000))

    running = threading.Thread(target=thread)
    running.start()
    running.join()
    return found


@attack
def drop_the_filter(order):
    """A second, permissive filter and a new Landlock domain can only add to what stands."""
    program = struct.pack("=HBBI", 6, 0, 0, 0x7FFF0000)
    buffer = ctypes.create_string_buffer(program, 8)
    libc.prctl(22, ctypes.c_ulong(2), struct.pack("HxxxxxxQ", 1, ctypes.addressof(buffer)), 0, 0)
    libc.prctl(38, ctypes.c_ulong(0), 0, 0, 0)
    return call("seized", 101, 0x4206, order["victim"], 0, 0) + achieved(
        "read a secret", read, order["secret"]
    )


@attack
def read_by_an_open_folder(order):
    """Walk out of the own folder by descriptors."""
    found = []
    fd = os.open(".", os.O_RDONLY)
    for step in ("../" * 12, "../../../proc/1/root/"):
        found += achieved(
            "walked out",
            lambda p: os.read(os.open(p, os.O_RDONLY, dir_fd=fd), 1),
            step + order["secret"].lstrip("/"),
        )
    return found


@attack
def read_through_a_descriptor_path(order):
    names = (f"/proc/{order['parent']}/root{order['secret']}", f"/proc/{order['parent']}/cwd",
             f"/proc/self/root{order['secret']}", f"/dev/fd/../../../{order['secret']}")  # fmt: skip
    return [name for name in names if achieved(name, read, name)]


@attack
def swap_two_files(order):
    Path("own").write_text("x")
    return call("exchanged", 316, -100, b"own", -100, os.fsencode(order["secret"]), 2)


@attack
def make_a_set_uid_file(order):
    """A file of the job's that would run as its owner when somebody else starts it."""
    Path("own").write_bytes(Path("/bin/true").read_bytes())
    with contextlib.suppress(OSError):
        os.chmod("own", 0o4755)
    if order["own_pids"]:
        return []  # the folder is a file system of its own that is gone with the job
    return ["set-uid file on the host"] * bool(os.stat("own").st_mode & 0o6000)


if __name__ == "__main__":
    main()
