"""pnpm-lock.yaml, versions 5 to 9."""

import re

from vetting.engines.supply_chain.locks.parts import Contents, Package, load_yaml, mapping, optional

# /name/1.2.3_peer (5), /name@1.2.3(peer) (6), name@1.2.3 (9); the name may have a scope.
_KEY = re.compile(r"^/?(@[^/@]+/[^/@]+|[^/@]+)[/@](\d+\.\d+\.\d+[^(_]*)(?:[(_].*)?$")


def lock(text: str) -> Contents:
    """The packages of the lock file; `dev` is stated up to version 8 only."""
    body = load_yaml(text)
    if "lockfileVersion" not in body:
        raise ValueError("no lockfileVersion")
    packages = optional(body, "packages")
    found = []
    for spec, value in packages.items():
        item = mapping(value)
        line = packages.lines[spec]  # type: ignore[attr-defined]
        match = _KEY.match(spec)
        is_dev = item.get("dev") == "true"
        if match:
            found.append(Package(match[1], match[2], line, is_dev))
        else:  # a git commit, a tarball or a folder
            found.append(Package(spec.lstrip("/")[:120], "", line, is_dev))
    return Contents(tuple(found))
