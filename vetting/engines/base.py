"""What every adapter is given and what it must give back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from vetting.content import Content, digest_of
from vetting.kept import Answers, Nowhere
from vetting.model.check import Check
from vetting.model.contract import Baseline
from vetting.model.facts import Facts
from vetting.model.live import Target
from vetting.model.outcome import Outcome
from vetting.model.policy import DocumentRule
from vetting.model.tree import Tree
from vetting.sandbox.job import Limits, Sandbox


def _silent(done: int, total: int) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True)
class Bench:
    """The workbench of one engine run: walls, facts, content and limits.

    `data` is the folder of local data (advisories), `as_of` the date of judgement,
    `max_data_age_days` the policy's bound, `accessibility_engines` how many it asks of a page, `progress(done, total)` may be called at any time.
    `documents` are those that the policy asks a submission for.
    `kept` holds what tools said of single files in earlier runs.
    `baseline` is what the report given with `--baseline` says of the contracts before.
    `live` is the running application that the reviewer lets us ask; None almost always.
    `memo` keeps what one engine worked out for the rest of this run.
    """

    sandbox: Sandbox
    facts: Facts
    content: Content
    data: Path
    as_of: date
    limits: Limits = Limits()
    jobs: int = 1
    max_data_age_days: int = 30
    accessibility_engines: int = 2
    documents: tuple[DocumentRule, ...] = ()
    progress: Callable[[int, int], None] = field(default=_silent)
    kept: Answers = field(default_factory=Nowhere)
    baseline: Baseline | None = None
    live: Target | None = None
    memo: dict[str, Any] = field(default_factory=dict, compare=False)


class Engine(Protocol):
    """One tool.

    `run` returns one outcome for each check it was given. It may raise: the runner turns an
    exception into `Failed` for all of them. A tool ran only if its output parsed, had the
    expected shape, covered more than zero relevant files, found its canary and listed no
    errors; everything else is `Failed` with the reason.
    """

    name: str

    def fingerprint(self, bench: Bench) -> str:
        """Name and version of tool and data: with the check's digest it keys a result.

        Raises BadSetup when the tool is not installed.
        """
        ...

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Look at the tree with these checks."""
        ...


def code_digest(*places: Path) -> str:
    """Sixteen digits that name an adapter's own code: its folders and files, for `fingerprint`.

    What all adapters share is always part of it, with how libraries are recognised, which tells
    them whose a file is.
    """
    shared = Path(__file__).parent
    files = set(shared.glob("*.py"))
    for place in (*places, shared / "supply_chain" / "locks"):
        files |= (
            {place} if place.is_file() else {path for path in place.rglob("*") if path.is_file()}
        )
    return digest_of((f for f in files if "__pycache__" not in f.parts), shared.parent)[:16]
