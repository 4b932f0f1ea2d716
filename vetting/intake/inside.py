"""The reader inside the sandbox: what it is asked, and how far its answer is believed."""

import json
from dataclasses import asdict, astuple, replace
from pathlib import Path
from typing import Any

from vetting.intake.gathering import Gathering
from vetting.intake.kinds import Kind
from vetting.intake.limits import Limits
from vetting.intake.refused import Refused
from vetting.intake.unpack import FOLDER, Unpacked
from vetting.intake.warnings import WARNINGS
from vetting.intake.worker import FULL_DISK
from vetting.model.tree import Entry
from vetting.sandbox.job import Cap, Done, Sandbox
from vetting.sandbox.job import Limits as Caps
from vetting.sandbox.worker import last_line, worker_job

KINDS = frozenset((*Kind, FOLDER))
_CAPS = {Cap.WALL: "limit-time", Cap.MEMORY: "limit-memory", Cap.DISK: "limit-total"}
# Its own clock and its own bounds end the reader first; these are for one that was taken over.
_GRACE_SECONDS, _MEMORY_MIB, _OUTPUT_MIB = 30, 512, 160


def unpack_inside(
    copy: Path, name: str, folder: Path, limits: Limits, sandbox: Sandbox
) -> Unpacked:
    """Unpack in a process that can write to `folder` only.

    Raises Refused as `unpack` does, OSError for a full disk, and RuntimeError for a reader that
    crashed or talks nonsense. What lies in the folder must still be compared with the answer.
    """
    request = {"archive": str(copy), "name": name, "folder": str(folder), "limits": asdict(limits)}
    return _read(_asked(request, (copy,), folder, limits, sandbox))


def open_inside(gathering: Gathering, folder: Path, sandbox: Sandbox) -> Unpacked:
    """Open the archives among the files of a folder of our own, as `unpack_inside` does.

    The rows of the files handed in are ours; of the answer only what came out of archives counts.
    """
    limits, own = gathering.limits, tuple(gathering.entries)
    request = {
        "entries": [astuple(entry) for entry in own],
        "packed": gathering.packed,
        "folder": str(folder),
        "limits": asdict(limits),
    }
    found = _read(_asked(request, (), folder, limits, sandbox))
    if found.entries[: len(own)] != own:
        raise RuntimeError("the intake worker changed what was handed in")
    return replace(found, warnings=(*gathering.warnings, *found.warnings))


def _asked(
    request: dict[str, Any], shown: tuple[Path, ...], folder: Path, limits: Limits, sandbox: Sandbox
) -> Done:
    caps = Caps(
        wall_seconds=limits.seconds + _GRACE_SECONDS,
        memory_mib=_MEMORY_MIB,
        pids=16,
        output_mib=_OUTPUT_MIB,
    )
    job = worker_job("vetting.intake.worker", request, read_only=shown, limits=caps)
    done = sandbox.run(replace(job, writable=folder))
    if done.cap in _CAPS:
        raise Refused(_CAPS[done.cap], detail="sandbox")
    if done.cap is not None or done.returncode:
        said = last_line(done.stderr)
        raise RuntimeError(f"the intake worker ended with {done.returncode}, {done.cap}: {said}")
    return done


def _read(done: Done) -> Unpacked:
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
        if "refused" in answer:
            refused = Refused(*map(str, answer["refused"]))
        elif "disk-full" in answer:
            raise OSError(FULL_DISK[0], "disk full")
        else:
            return _unpacked(answer)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RuntimeError(f"the intake worker talks nonsense: {error!r}") from error
    raise refused


def _unpacked(answer: dict[str, Any]) -> Unpacked:
    """The answer in our own types; raises ValueError, TypeError or KeyError."""
    entries = tuple(
        Entry(str(entry["path"]), int(entry["size"]), str(entry["sha256"]))
        for entry in answer["entries"]
    )
    warnings = tuple((str(code), str(path)) for code, path in answer["warnings"])
    unknown = {code for code, _ in warnings} - set(WARNINGS)
    if unknown:
        raise ValueError(f"unknown warnings {unknown}")
    if answer["kind"] not in KINDS:
        raise ValueError(f"unknown kind {answer['kind']!r:.40}")
    return Unpacked(answer["kind"], entries, warnings)
