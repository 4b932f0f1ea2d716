"""Where a tree begins: at the deepest folder that holds all of its files.

A zip of a folder has that folder as its one top; the folder itself, handed in, has not. Both
are the same application and must be the same tree, whatever the packer was told.
"""

import posixpath
from dataclasses import replace

from vetting.model.tree import Manifest


def common_folder(manifest: Manifest) -> str:
    """The folder below which every file handed in lies, or "" for the root itself."""
    parents = {posixpath.dirname(entry.path) for entry in manifest.handed_in}
    return posixpath.commonpath(parents) if all(parents) else ""


def below(manifest: Manifest, top: str) -> Manifest:
    """The manifest with its paths from that folder on."""
    if not top:
        return manifest
    start = len(top) + 1
    return Manifest.of(replace(entry, path=entry.path[start:]) for entry in manifest)
