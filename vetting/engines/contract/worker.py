"""Inside the sandbox: read contracts, print what they promise."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vetting.engines.contract.nodes import Library
from vetting.engines.contract.outline import contract
from vetting.model.codec import to_plain
from vetting.model.contract import Contract
from vetting.sandbox.serving import serve

_CANARY = Path(__file__).parent / "canary.yaml"


def read(root: Path, names: list[str]) -> dict[str, Any]:
    """Each contract with the digests of all files that it is made of, and the canary."""
    return {"contracts": [_read(root, name) for name in names], "canary": to_plain(canary())}


def canary() -> Contract:
    """What is read in a contract of our own."""
    return contract(Library(lambda _name: _CANARY.read_bytes()), "canary.yaml")


def _read(root: Path, name: str) -> dict[str, Any]:
    digests: dict[str, str] = {}

    def opened(part: str) -> bytes | None:
        path = root / part
        if not path.is_file() or path.is_symlink():
            return None
        data = path.read_bytes()
        digests[part] = hashlib.sha256(data).hexdigest()
        return data

    return {"contract": to_plain(contract(Library(opened), name)), "read": digests}


def answer(order: Mapping[str, Any]) -> dict[str, Any]:
    """The reading that was ordered."""
    return read(Path(order["root"]), order["contracts"])


if __name__ == "__main__":
    serve(answer)
