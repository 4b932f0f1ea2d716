"""What a hostile job tries; run inside the sandbox as `attacks.py NAME`, told more on stdin.

Each attack returns what it achieved, in words; the tests demand that it is nothing. The numbers
of system calls are those of x86-64.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
ATTACKS = {}


def attack(function):
    ATTACKS[function.__name__] = function
    return function


def achieved(what, act, *arguments):
    """The achievement, when the act raises no OSError."""
    try:
        act(*arguments)
    except OSError:
        return []
    return [what]


def call(what, number, *arguments):
    """The achievement, when the system call succeeds."""
    ctypes.set_errno(0)
    return [what] if libc.syscall(number, *arguments) >= 0 else []


def read(path):
    with open(path, "rb") as stream:
        stream.read(16)


def write(path):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.write(fd, b"x")
    os.close(fd)


@attack
def read_secret_file(order):
    return achieved("read a file outside the view", read, order["secret"])


@attack
def read_shadow(order):
    return achieved("read /etc/shadow", read, "/etc/shadow")


@attack
def list_a_folder(order):
    with contextlib.suppress(OSError):
        return [n for n in os.listdir(os.path.dirname(order["secret"])) if n != "app"]
    return []


@attack
def read_through_a_symlink(order):
    os.symlink(order["secret"], "link")
    return achieved("read through a link", read, "link")


@attack
def hard_link_a_secret(order):
    return achieved("linked a file outside", os.link, order["secret"], "hard")


@attack
def rename_a_file_out(order):
    Path("own").write_text("x")
    return achieved("renamed a file out", os.rename, "own", order["outside"] + "/renamed")


@attack
def write_outside(order):
    return [*achieved("wrote outside", write, order["outside"] + "/new")]


@attack
def write_what_is_shown(order):
    return achieved("changed a shown file", write, order["shown"])


@attack
def truncate_what_is_shown(order):
    return achieved("truncated a shown file", os.truncate, order["shown"], 0)


@attack
def delete_what_is_shown(order):
    return achieved("deleted a shown file", os.unlink, order["shown"])


@attack
def write_the_interpreter(order):
    return achieved("wrote into Python", write, os.path.dirname(os.__file__) + "/evil.pth")


@attack
def write_sysctl(order):
    names = ("kernel/core_pattern", "kernel/hostname", "vm/drop_caches", "kernel/modprobe")
    return [
        done
        for name in names
        for done in achieved(name, lambda n: os.close(os.open(f"/proc/sys/{n}", os.O_WRONLY)), name)
    ]


@attack
def change_mode_of_a_secret(order):
    with contextlib.suppress(OSError):
        os.chmod(order["secret"], 0o777)
    with contextlib.suppress(OSError):
        os.utime(order["secret"], (1, 1))
    with contextlib.suppress(OSError):
        os.setxattr(order["shown"], "user.evil", b"1")
    return []


@attack
def connect_tcp(order):
    return achieved(
        "connected", socket.create_connection, ("127.0.0.1", order["tcp"]), 2
    ) + achieved("connected by IPv6", socket.create_connection, ("::1", order["tcp"]), 2)


@attack
def send_udp(order):
    def send():
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(
            b"leak", ("127.0.0.1", order["udp"])
        )

    achieved("", send)
    return []


@attack
def connect_unix_socket(order):
    return achieved(
        "connected to a UNIX socket", lambda: socket.socket(socket.AF_UNIX).connect(order["unix"])
    )


@attack
def connect_abstract_socket(order):
    return achieved(
        "connected to an abstract socket",
        lambda: socket.socket(socket.AF_UNIX).connect("\0" + order["abstract"]),
    )


@attack
def send_unix_datagram_from_a_pair(order):
    def send():
        end, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        end.connect(order["datagram"])
        end.send(b"leak")

    return achieved("sent a datagram", send)


@attack
def open_odd_sockets(order):
    families = {"netlink": 16, "packet": 17, "alg": 38, "vsock": 40, "bluetooth": 31, "xdp": 44}
    kinds = (socket.SOCK_STREAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM)
    return [
        name
        for name, family in families.items()
        for kind in kinds
        if achieved(name, socket.socket, family, kind)
    ]


@attack
def trace_a_process(order):
    return call("seized", 101, 0x4206, order["victim"], 0, 0) + call(
        "attached", 101, 16, order["victim"], 0, 0
    )


@attack
def read_memory_of_a_process(order):
    buffer = ctypes.create_string_buffer(8)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    return call("process_vm_readv", 310, order["victim"], vector, 1, vector, 1, 0) + achieved(
        "opened mem", os.open, f"/proc/{order['victim']}/mem", os.O_RDONLY
    )


@attack
def read_proc_of_a_process(order):
    names = ("environ", "maps", "root/etc/hostname", "cwd/x", "fd/0", "cmdline")
    return [n for n in names if achieved(n, read, f"/proc/{order['victim']}/{n}")]


@attack
def leave_by_proc_one(order):
    found = achieved("root of 1", os.listdir, "/proc/1/root/home")
    found += achieved("root of 1", read, "/proc/1/root" + order["secret"])
    return found + achieved("environ of 1", read, "/proc/1/environ") * (not order["own_pids"])


@attack
def kill_a_process(order):
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP):
        with contextlib.suppress(OSError):
            os.kill(order["victim"], number)
        libc.syscall(234, order["victim"], order["victim"], int(number))
        libc.syscall(200, order["victim"], int(number))
    with contextlib.suppress(OSError):
        signal.pidfd_send_signal(os.pidfd_open(order["victim"]), signal.SIGKILL)
    return []


@attack
def kill_the_parents_group(order):
    for pid in (os.getppid(), order["parent"]):
        if pid > 1:
            for act in (os.kill, os.killpg):
                with contextlib.suppress(OSError):
                    act(pid, signal.SIGKILL)
    return []


@attack
def kill_everything(order):
    with contextlib.suppress(OSError):
        os.kill(-1, signal.SIGKILL)
    return []


@attack
def signal_by_file_owner(order):
    end, other = socket.socketpair()
    with contextlib.suppress(OSError):
        fcntl.fcntl(end, fcntl.F_SETOWN, order["victim"])
        fcntl.fcntl(end, 10, int(signal.SIGKILL))
        fcntl.fcntl(end, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        other.send(b"x")
        time.sleep(0.05)
    return []


@attack
def limit_another_process(order):
    import resource

    return achieved(
        "prlimit", resource.prlimit, order["victim"], resource.RLIMIT_NOFILE, (3, 3)
    ) + achieved("renice", os.setpriority, os.PRIO_PROCESS, order["victim"], 19)


@attack
def mount(order):
    return call("mount", 165, b"none", b"/tmp", b"tmpfs", 0, None) + call(
        "fsopen", 430, b"tmpfs", 0
    ) + call("open_tree", 428, -100, b"/", 1) + call("umount", 166, b"/tmp", 2)  # fmt: skip


@attack
def new_namespaces(order):
    arguments = (ctypes.c_uint64 * 11)(0x10000000, *([0] * 3), 17)
    found = [hex(f) for f in (0x10000000, 0x20000, 0x20000000, 0x40000000) if call("", 272, f)]
    for flag in (0x10000000 | 17, 0x20000000 | 17):
        pid = libc.syscall(56, flag, 0, 0, 0, 0)
        if pid == 0:
            os._exit(0)
        found += ["clone"] * (pid > 0)
    pid = libc.syscall(435, arguments, 88)
    if pid == 0:
        os._exit(0)
    return found + ["clone3"] * (pid > 0)


@attack
def enter_namespaces(order):
    found = []
    for name in ("user", "mnt", "net", "pid"):
        with contextlib.suppress(OSError):
            fd = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
            found += call("setns " + name, 308, fd, 0)
    return found


@attack
def change_root(order):
    return achieved("chroot", os.chroot, ".") + call("pivot_root", 155, b".", b".")


@attack
def become_root(order):
    with contextlib.suppress(OSError):
        os.setuid(0)
    with contextlib.suppress(OSError):
        os.setgroups([0])
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc.syscall(125, header, data)
    held = [f"capability bits {value:x}" for value in data if value]
    return held + ["may gain privileges"] * (libc.prctl(39, 0, 0, 0, 0) != 1)


@attack
def gain_by_setuid_program(order):
    programs = [p for p in ("/usr/bin/su", "/bin/su", "/usr/bin/passwd") if os.path.exists(p)]
    pid = os.fork()
    if pid == 0:
        for fd in (0, 1, 2):
            os.dup2(os.open("/dev/null", os.O_RDWR), fd)
        os.execv(programs[0], [programs[0], "-c", "cat /etc/shadow > stolen"])
    os.waitpid(pid, 0)
    return ["ran as root"] * os.path.exists("stolen")


@attack
def use_kernel_keys(order):
    return call("keyctl", 250, 0, -3, 0) + call("add_key", 248, b"user", b"k", b"v", 1, -3)


@attack
def use_io_uring(order):
    return call("io_uring_setup", 425, 4, ctypes.create_string_buffer(256))


@attack
def use_kernel_machinery(order):
    blank = ctypes.create_string_buffer(256)
    return (
        call("bpf", 321, 0, blank, 128) + call("perf", 298, blank, 0, -1, -1, 0)
        + call("userfaultfd", 323, 0) + call("fanotify", 300, 0, 0) + call("kexec", 246, 0, 0, 0, 0)
        + call("init_module", 175, blank, 1, b"") + call("syslog", 103, 3, blank, 64)
        + call("acct", 163, None) + call("swapon", 167, b"own", 0) + call("iopl", 172, 3)
    )  # fmt: skip


@attack
def hide_memory(order):
    return call("memfd", 319, b"x", 0) + call("shmget", 29, 0, 1 << 20, 0o1600) + call(
        "mq_open", 240, b"q", 0o102, 0o600, None
    )  # fmt: skip


@attack
def use_file_handles(order):
    handle = (ctypes.c_uint32 * 34)(128)
    mount_id = ctypes.c_int()
    return call("name_to_handle_at", 303, -100, b"/usr", handle, ctypes.byref(mount_id), 0) + call(
        "open_by_handle_at", 304, 3, handle, 0
    )


@attack
def make_devices(order):
    found = achieved("block device", os.mknod, "sda", 0o060600, os.makedev(8, 0))
    found += achieved("character device", os.mknod, "mem", 0o020600, os.makedev(1, 1))
    return found + achieved("wrote a disk", write, "/dev/vda")


@attack
def push_terminal_input(order):
    found = achieved("opened a terminal", read, "/dev/tty") if sys.stdin.isatty() else []
    for fd in (0, 1, 2):
        with contextlib.suppress(OSError):
            fcntl.ioctl(fd, 0x5412, b"x")
            found.append(f"TIOCSTI on {fd}")
    try:
        primary, secondary = os.openpty()
    except OSError:
        return found
    del primary
    return found + achieved("TIOCSTI on a terminal", fcntl.ioctl, secondary, 0x5412, b"x")


@attack
def find_secrets_in_the_environment(order):
    names = {"PATH", "LANG", "LC_ALL", "TZ", "HOME", "TMPDIR", "NO_COLOR", "LC_CTYPE"}
    return [k for k in os.environ if k not in names and not k.startswith(("PYTHON", "GIT_CONFIG"))]


@attack
def find_open_descriptors(order):
    found = []
    for fd in range(3, 256):
        with contextlib.suppress(OSError):
            about = os.fstat(fd)
            found.append(f"{fd}: {about.st_mode:o}")
    return found


@attack
def use_foreign_system_calls(order):
    """The x32 and i386 doors: another numbering of the same calls."""
    return call("x32 ptrace", 0x40000000 | 521, 0x4206, order["victim"], 0, 0) + call(
        "x32 getpid", 0x40000000 | 39
    )


@attack
def dump_core(order):
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
    pid = os.fork()
    if pid == 0:
        ctypes.string_at(0)
    _, status = os.waitpid(pid, 0)
    cores = [n for n in os.listdir(".") if "core" in n]
    return cores + ["a core was dumped"] * os.WCOREDUMP(status)


def main():
    """Carry out the attack named on the command line."""
    print(json.dumps(ATTACKS[sys.argv[1]](json.load(sys.stdin))), flush=True)


if __name__ == "__main__":
    main()
