"""Files called by an identity number, and what they are called in the tree."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from vetting.intake.refused import Refused
from vetting.model.hiding import hidden_paths
from vetting.model.tree import Manifest


def unnumbered(manifest: Manifest) -> Mapping[str, str]:
    """The paths that hold an identity number, each with its path in the tree.

    What lies inside an archive has no part in the names of what was handed in, so that a
    folder of the latter alone gives the same names.
    """
    outside = {entry.path for entry in manifest.handed_in}
    inside = [entry.path for entry in manifest if entry.path not in outside]
    return hidden_paths(outside, inside)


def renamed(manifest: Manifest, names: Mapping[str, str]) -> Manifest:
    """The manifest with those paths; raises Refused where a hostile name makes two one."""
    entries = [replace(entry, path=names.get(entry.path, entry.path)) for entry in manifest]
    path, times = Counter(entry.path for entry in entries).most_common(1)[0]
    if times > 1:
        raise Refused("duplicate", path)
    return Manifest.of(entries)


def rename(folder: Path, names: Mapping[str, str]) -> None:
    """Rename files below a folder of our own; folders that become empty are removed."""
    for path, name in names.items():
        os.renames(folder / path, folder / name)
