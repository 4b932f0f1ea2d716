"""The reader as a process of its own, run inside the sandbox.

Reads one JSON document on stdin: `archive`, `name`, `folder` and `limits`, or for a folder that
was handed in `entries`, `packed`, `folder` and `limits`. Prints one: what was unpacked below
`folder`, or why it was refused, or that the disk is full.
"""

import errno
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vetting.intake.gathering import Gathering
from vetting.intake.limits import Limits
from vetting.intake.refused import Refused
from vetting.intake.sink import Folder
from vetting.intake.unpack import FOLDER, Unpacked, unpack
from vetting.model.tree import Entry
from vetting.sandbox.serving import serve

FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What to print for a request."""
    sink = Folder(Path(request["folder"]))
    limits = Limits(**request["limits"])
    try:
        if "archive" in request:
            result = unpack(Path(request["archive"]), request["name"], sink, limits)
        else:
            result = _opened(request, Gathering(limits, sink, limits.total_bytes))
    except Refused as refused:
        return {"refused": [refused.code, refused.entry, refused.detail]}
    except OSError as error:
        if error.errno in FULL_DISK:
            return {"disk-full": True}
        raise
    return asdict(result)


def _opened(request: dict[str, Any], gathering: Gathering) -> Unpacked:
    """The archives among the files of a folder, which was read outside."""
    gathering.entries = [Entry(*row) for row in request["entries"]]
    gathering.packed = request["packed"]
    return Unpacked.of(FOLDER, gathering)


if __name__ == "__main__":
    serve(answer)
