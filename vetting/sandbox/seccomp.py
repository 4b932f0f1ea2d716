"""The system calls a job is refused, as a seccomp filter for x86-64 and ARM64.

A deny list: large tools (browsers, JIT engines) run, while the doors that were used to leave
containers are shut: namespaces, mounts, tracing, kernel keys, io_uring, BPF, odd sockets.
Numbers are the kernel's (asm/unistd_64.h and asm-generic/unistd.h); -1 means absent there.
"""

import errno
import platform
import socket
import struct
from collections.abc import Iterable, Mapping

_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_REFUSED = {
    "acct": (163, 89), "add_key": (248, 217), "adjtimex": (159, 171), "bpf": (321, 280),
    "chroot": (161, 51), "clock_adjtime": (305, 266), "clock_settime": (227, 112),
    "delete_module": (176, 106), "fanotify_init": (300, 262), "finit_module": (313, 273),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fsopen": (430, 430), "fspick": (433, 433),
    "init_module": (175, 105), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425), "ioperm": (173, -1), "iopl": (172, -1), "kcmp": (312, 272),
    "kexec_file_load": (320, 294), "kexec_load": (246, 104), "keyctl": (250, 219),
    "lookup_dcookie": (212, 18), "migrate_pages": (256, 238), "modify_ldt": (154, -1),
    "mount": (165, 40), "mount_setattr": (442, 442), "move_mount": (429, 429),
    "mq_open": (240, 180), "msgget": (68, 186), "name_to_handle_at": (303, 264),
    "nfsservctl": (180, 42), "open_by_handle_at": (304, 265), "open_tree": (428, 428),
    "perf_event_open": (298, 241), "pidfd_getfd": (438, 438), "pivot_root": (155, 41),
    "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "ptrace": (101, 117),
    "quotactl": (179, 60), "quotactl_fd": (443, 443), "reboot": (169, 142),
    "request_key": (249, 218), "semget": (64, 190), "setdomainname": (171, 162),
    "sethostname": (170, 161), "setns": (308, 268), "settimeofday": (164, 170),
    "shmat": (30, 196), "shmget": (29, 194), "swapoff": (168, 225), "swapon": (167, 224),
    "syslog": (103, 116), "umount2": (166, 39), "unshare": (272, 97), "uselib": (134, -1),
    "userfaultfd": (323, 282), "vhangup": (153, 58),
}  # fmt: skip
_ABSENT = {"clone3": (435, 435), "memfd_create": (319, 279), "memfd_secret": (447, 447)}
"""Answered as if the kernel lacked them, so that libraries take their older, visible way.

clone3 hides its flags from a filter; a memfd is memory that belongs to no process's count.
"""
_OTHERS = {
    "prlimit64": (302, 261, 0), "sched_setaffinity": (203, 122, 0), "ioprio_set": (251, 30, 1),
    "sched_setattr": (314, 274, 0), "sched_setparam": (142, 118, 0),
    "sched_setscheduler": (144, 119, 0), "setpriority": (141, 140, 1),
}  # fmt: skip
_SIGNALS = {
    "kill": (62, 129), "pidfd_send_signal": (424, 424), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "tgkill": (234, 131), "tkill": (200, 130),
}  # fmt: skip
_PRETENDED = {
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "futimesat": (261, -1), "setpgid": (109, 154), "setsid": (112, 157), "utime": (132, -1),
    "utimensat": (280, 88), "utimes": (235, -1),
}  # fmt: skip
"""Without a mount view: answered with success and not done. Landlock does not govern them."""
_OUTWARD = {
    "chown": (92, -1), "connect": (42, 203), "fchown": (93, 55),
    "fchownat": (260, 54), "fremovexattr": (199, 16), "fsetxattr": (190, 7),
    "inotify_add_watch": (254, 27), "lchown": (94, -1), "lremovexattr": (198, 15),
    "lsetxattr": (189, 6), "removexattr": (197, 14), "removexattrat": (466, 466),
    "setxattr": (188, 5), "setxattrat": (463, 463),
}  # fmt: skip
"""Refused where no namespaces stand around the job, since they reach past Landlock."""
_TASKS = ((56, 220), (57, -1), (58, -1))
"""clone, fork, vfork: with clone3 absent, every way to a new task."""
_CLONE, _IOCTL, _SOCKET = (56, 220), (16, 29), (41, 198)
_SOCKETPAIR, _FCNTL, _BIND = (53, 199), (72, 25), (49, 200)
_WHOLE_ADDRESS = 110
"""sizeof(struct sockaddr_un). An abstract name of this length is no name that others look for."""
_NEW_NAMESPACE = 0x7E020000
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
_OWNER_REQUESTS = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
_OWNER_COMMANDS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX
_X32_BIT = 0x40000000

_LOAD, _RETURN, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _AND = 0x20, 0x06, 0x15, 0x35, 0x45, 0x54
_ALLOW, _KILL, _ERROR, _ASK = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000

_Code = list[tuple[int, int, int, int]]


def supported() -> bool:
    """Whether there is a filter for this machine."""
    return platform.system() == "Linux" and platform.machine() in _ARCHITECTURES


def _give(value: int) -> _Code:
    return [(_RETURN, 0, 0, value)]


def _load_argument(index: int) -> _Code:
    return [(_LOAD, 0, 0, 16 + 8 * index)]


def _when(number: int, body: _Code) -> _Code:
    """For this call number do `body`, which ends in a return; else go on."""
    return [] if number < 0 else [(_IF_EQUAL, 0, len(body), number), *body]


def _preamble(architecture: int) -> _Code:
    foreign = [(_LOAD, 0, 0, 4), (_IF_EQUAL, 1, 0, architecture), *_give(_KILL), (_LOAD, 0, 0, 0)]
    if architecture != _ARCHITECTURES["x86_64"][1]:
        return foreign
    return [*foreign, (_IF_AT_LEAST, 0, 1, _X32_BIT), *_give(_ERROR | errno.ENOSYS)]


def _sockets(families: tuple[int, ...]) -> _Code:
    body = _load_argument(0)
    for family in families:
        body += [(_IF_EQUAL, 0, 1, family), *_give(_ALLOW)]
    return body + _give(_ERROR | errno.EAFNOSUPPORT)


def _refuse_values(argument: int, values: Iterable[int], mask: int = 0xFFFFFFFF) -> _Code:
    body = [*_load_argument(argument), (_AND, 0, 0, mask)]
    for value in values:
        body += [(_IF_EQUAL, 0, 1, value), *_give(_ERROR | errno.EPERM)]
    return body + _give(_ALLOW)


def _clone() -> _Code:
    test = [(_IF_ANY_BIT, 0, 1, _NEW_NAMESPACE), *_give(_ERROR | errno.EPERM)]
    return _load_argument(0) + test + _give(_ALLOW)


def _only_self(argument: int) -> _Code:
    test = [(_IF_EQUAL, 0, 1, 0), *_give(_ALLOW)]
    return _load_argument(argument) + test + _give(_ERROR | errno.EPERM)


def _local_sockets() -> _Code:
    """Stream sockets of this machine: they can be named and heard, and connect is refused."""
    stream = [*_load_argument(1), (_AND, 0, 0, 0xF)]
    stream += [(_IF_EQUAL, 0, 1, int(socket.SOCK_STREAM)), *_give(_ALLOW)]
    refusal = _give(_ERROR | errno.EAFNOSUPPORT)
    start = [*_load_argument(0), (_IF_EQUAL, 0, len(stream), int(socket.AF_UNIX))]
    return start + stream + refusal


def _bind(*, local: bool) -> _Code:
    whole = [(_IF_EQUAL, 0, 1, _WHOLE_ADDRESS), *_give(_ALLOW)]
    return [*(_load_argument(2) + whole if local else []), *_give(_ERROR | errno.EPERM)]


def program(*, namespaces: bool, scoped_signals: bool, local_sockets: bool = False) -> bytes:
    """The filter, as the kernel takes it.

    With `namespaces` around it a job has its own network, mounts and process ids, so local
    sockets and signals are its own affair. Without them it gets no sockets except stream pairs,
    must stay in its process group, which can then be killed in one stroke, changes no mode,
    owner or time of any file, touches no other process's limits and, unless the kernel scopes
    them, sends no signals. With `local_sockets` it may bind a stream socket, for which Landlock
    keeps the files to its own folder; a filter cannot read a name, so abstract names are kept to
    one odd length.
    """
    column, architecture = _ARCHITECTURES[platform.machine()]
    families = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6) if namespaces else ()
    code = _preamble(architecture) + _answers(_REFUSED, column, errno.EPERM)
    code += _answers(_ABSENT, column, errno.ENOSYS)
    requests: tuple[int, ...] = _TERMINAL_INPUT
    if not namespaces:
        code += _without_namespaces(column)
        code += _when(_BIND[column], _bind(local=local_sockets))
        if local_sockets:
            code += _when(_SOCKET[column], _local_sockets())
    if not scoped_signals:
        code += _answers(_SIGNALS, column, errno.EPERM)
        code += _when(_FCNTL[column], _refuse_values(1, _OWNER_COMMANDS))
        requests += _OWNER_REQUESTS
    code += _when(_CLONE[column], _clone())
    code += _when(_IOCTL[column], _refuse_values(1, requests))
    code += _when(_SOCKET[column], _sockets(tuple(int(f) for f in families)))
    return _packed(code + _give(_ALLOW))


def asking() -> bytes:
    """A further filter that has the parent asked before each new task, and lets all else be.

    What the other filter refuses stays refused: of two answers the kernel takes the stricter.
    """
    column, architecture = _ARCHITECTURES[platform.machine()]
    code = _preamble(architecture)
    for numbers in _TASKS:
        code += _when(numbers[column], _give(_ASK))
    return _packed(code + _give(_ALLOW))


def _packed(code: _Code) -> bytes:
    return b"".join(struct.pack("=HBBI", *step) for step in code)


def _answers(calls: Mapping[str, tuple[int, int]], column: int, answer: int) -> _Code:
    """These calls are not made; the caller sees this error, or success for 0."""
    code: _Code = []
    for numbers in calls.values():
        code += _when(numbers[column], _give(_ERROR | answer))
    return code


def _without_namespaces(column: int) -> _Code:
    code = _answers(_PRETENDED, column, 0) + _answers(_OUTWARD, column, errno.EPERM)
    for entry in _OTHERS.values():
        code += _when(entry[column], _only_self(entry[2]))
    datagrams = (socket.SOCK_DGRAM, socket.SOCK_RAW)
    return code + _when(_SOCKETPAIR[column], _refuse_values(1, map(int, datagrams), 0xF))
