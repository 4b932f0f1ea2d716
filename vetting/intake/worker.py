"""The reader as a process of its own, run inside the sandbox.

Reads one JSON document on stdin (`archive`, `name`, `folder`, `limits`) and prints one: what
was unpacked below `folder`, or why it was refused, or that the disk is full.
"""

import errno
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vetting.intake.limits import Limits
from vetting.intake.refused import Refused
from vetting.intake.sink import Folder
from vetting.intake.unpack import unpack
from vetting.sandbox.serving import serve

FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What to print for a request."""
    sink = Folder(Path(request["folder"]))
    limits = Limits(**request["limits"])
    try:
        result = unpack(Path(request["archive"]), request["name"], sink, limits)
    except Refused as refused:
        return {"refused": [refused.code, refused.entry, refused.detail]}
    except OSError as error:
        if error.errno in FULL_DISK:
            return {"disk-full": True}
        raise
    return asdict(result)


if __name__ == "__main__":
    serve(answer)
