"""What was found from a file, kept between runs with all the files that it depended on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vetting.engines.base import code_digest
from vetting.kept import Answers, key_of, told
from vetting.model.tree import Tree

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Memory:
    """The memory of one application: an answer counts while every file it took is as it was."""

    answers: Answers
    tree: Tree

    def known(self, paths: Sequence[str]) -> tuple[Mapping[str, Any], str]:
        """The answers known, by path, and the digest of declared names that they hold under."""
        found = told(self.answers, {path: self._key(path) for path in paths})
        fresh = {path: one for path, one in found.items() if self._is_fresh(one["digests"])}
        names = [one["names"] for one in fresh.values()]
        held = max(set(names), key=lambda name: (names.count(name), name), default="")
        return {path: one["said"] for path, one in fresh.items() if one["names"] == held}, held

    def keep(self, said: Mapping[str, Any], names: str) -> None:
        """Keep what was found from these files."""
        digests = self.tree.manifest.digests
        self.answers.put({
            self._key(path): json.dumps({
                "said": one, "names": names,
                "digests": {used: digests[used] for used in one["used"]},
            }).encode()
            for path, one in said.items()
        })  # fmt: skip

    def _key(self, path: str) -> str:
        return key_of("php flows", _code(), path, self.tree.manifest.digests[path])

    def _is_fresh(self, digests: Mapping[str, str]) -> bool:
        now = self.tree.manifest.digests
        return all(now.get(path) == digest for path, digest in digests.items())


@cache
def _code() -> str:
    return code_digest(HERE)
