"""What a worker of ours said of single files, kept between runs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vetting.kept import Answers, key_of, told
from vetting.model.tree import Tree


@dataclass(frozen=True)
class Remembering:
    """Answers by path, for tools that look at each file by itself.

    `salt` is all that an answer depends on besides the file's path and bytes: the tool, its
    version, its rules. Answers are JSON.
    """

    kept: Answers
    tree: Tree
    salt: str

    def known(self, paths: Iterable[str]) -> dict[str, Any]:
        """What was said of those of these files that are as they were."""
        return told(self.kept, {path: self._key(path) for path in paths})

    def keep(self, said: Mapping[str, Any]) -> None:
        """Keep what was said of files that were read to their end."""
        self.kept.put({self._key(path): json.dumps(one).encode() for path, one in said.items()})

    def _key(self, path: str) -> str:
        return key_of(self.salt, path, self.tree.manifest.digests[path])
