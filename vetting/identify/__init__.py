"""Tree to facts: what the application is made of. The files are read inside the sandbox."""

from typing import Any

from vetting.model.facts import Facts, Framework
from vetting.model.outcome import Failed, Reason
from vetting.model.tree import Tree
from vetting.sandbox.job import Limits, Sandbox
from vetting.sandbox.worker import parsed, worker_job

_NAME = "identify"
_LIMITS = Limits()


def identify(tree: Tree, sandbox: Sandbox, limits: Limits = _LIMITS) -> Facts | Failed:
    """The facts of a tree, or why they could not be had: then nothing can be concluded."""
    paths = [entry.path for entry in tree.manifest]
    order = {"root": str(tree.root), "paths": paths}
    job = worker_job("vetting.identify.worker", order, read_only=(tree.root,), limits=limits)
    answer = parsed(_NAME, sandbox.run(job))
    if isinstance(answer, Failed):
        return answer
    try:
        return _facts(answer, set(paths))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, _NAME, f"{type(error).__name__}")


def _facts(plain: dict[str, Any], known: set[str]) -> Facts:
    if plain["read"] != len(known):
        raise ValueError("not every file was read")
    groups = {
        part: {name: tuple(sorted(paths)) for name, paths in sorted(plain[part].items())}
        for part in ("languages", "kinds")
    }
    named = {path for group in groups.values() for paths in group.values() for path in paths}
    if not named <= known:
        raise ValueError("a path that is not in the manifest")
    frameworks = tuple(Framework(str(n), str(v), str(e)) for n, v, e in plain["frameworks"])
    return Facts(groups["languages"], groups["kinds"], frameworks)
