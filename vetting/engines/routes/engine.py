"""The `routes` engine: what the code serves, against what the contract says it serves."""

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.routes import graphql
from vetting.engines.routes.judging import OTHERS, QUESTIONS
from vetting.engines.routes.others import NAMED
from vetting.engines.routes.survey import NAME, Survey, surveyed
from vetting.model.check import Check
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

_VERSION = vetting.__version__
_HERE = Path(__file__).parent
_LANGUAGES = ("php", "javascript", "typescript", "python", "java", "go")
# Not the application's own routes: other people's code, and tests that declare their own.
_NOT_OWN = re.compile(
    r"(^|/)(vendor|node_modules|bower_components|site-packages|tests?|__tests__|spec)/"
    r"|\.(spec|test|min)\.[jt]s$|(^|/)test_[^/]*\.py$|_test\.(ts|js|py|go)$|\.d\.ts$",
    re.IGNORECASE,
)
# What a compiler made of sources that are there as well.
_BUILT = re.compile(r"(^|/)(dist|build|out|\.next|\.nuxt|\.output)/.*\.[cm]?js$", re.IGNORECASE)
_SETTINGS = re.compile(r"(^|/)(application|bootstrap)\.(properties|ya?ml)$", re.IGNORECASE)


class Routes:
    """Routes of Laravel, CodeIgniter, Express, NestJS, Flask, FastAPI, Django, Spring and Go.

    A check names its question in `asks`; `messages` are its texts, and what it says when there
    is nothing to ask about.
    """

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Vet's version, the library that reads GraphQL, and the digest of this engine."""
        shared = (_HERE.parent / "spectral" / name for name in ("guard.py", "fragments.py"))
        beside = (_HERE.parent / "contract", *shared)
        library = f"graphql-core {version('graphql-core')}"
        return f"{NAME} {_VERSION} {library} {code_digest(_HERE, *beside)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Survey the application's own sources once and put each check's question."""
        own = [path for path in tree.manifest.sizes if not _NOT_OWN.search(path)]
        sources = _sources(own, bench)
        documents = set(bench.facts.files(kinds=("openapi",)))
        order = {
            "root": str(tree.root),
            "sources": sources,
            "contracts": [path for path in own if path in documents],
            "others": [path for path in own if NAMED.search(path)],
            "schemas": [path for path in own if graphql.NAMED.search(path)],
            "manifests": [path for path in own if graphql.MANIFESTS.search(path)],
            "settings": [path for path in own if _SETTINGS.search(path)],
        }
        job = worker_job("vetting.engines.routes.worker", order,
                         read_only=(tree.root,), limits=bench.limits)  # fmt: skip
        answer = parsed(NAME, bench.sandbox.run(job))
        survey = answer if isinstance(answer, Failed) else surveyed(answer, tree, sources)
        if isinstance(survey, Failed):
            return {check.id: survey for check in checks}
        return {check.id: _outcome(check, survey, tree, sources) for check in checks}


def _sources(own: list[str], bench: Bench) -> list[str]:
    """The application's own sources in the languages that are read."""
    wanted = set(bench.facts.files(languages=_LANGUAGES))
    found = [path for path in own if path in wanted]
    if any(path.endswith((".ts", ".mts")) for path in found):
        found = [path for path in found if not _BUILT.search(path)]
    return found


def _outcome(check: Check, survey: Survey, tree: Tree, sources: list[str]) -> Outcome:
    if check.settings["asks"] == OTHERS:
        return _others(check, survey, tree)
    if sources and len(survey.skipped) == len(sources):
        return Failed(Reason.SOURCE_UNREADABLE, NAME, f"{len(sources)} sources")
    findings = QUESTIONS[str(check.settings["asks"])](check, survey)
    if isinstance(findings, Text):
        return NotApplicable(findings)
    read = [path for path in sources if path not in survey.skipped]
    scope = Scope(
        eligible=len(sources) + len(survey.contracts),
        examined=len(read) + len(survey.contracts),
        bytes=sum(tree.manifest.sizes[path] for path in read),
        skipped=tuple(Skip(path, why) for path, why in sorted(survey.skipped.items())),
    )
    return Ran(tuple(findings), scope, Tool(NAME, _VERSION))


def _others(check: Check, survey: Survey, tree: Tree) -> Outcome:
    """What is asked of the contracts in other formats is asked of no source."""
    findings = QUESTIONS[OTHERS](check, survey)
    if isinstance(findings, Text):
        return NotApplicable(findings)
    count, read = len(survey.others), sum(tree.manifest.sizes[path] for path in survey.others)
    return Ran(tuple(findings), Scope(count, count, bytes=read), Tool(NAME, _VERSION))
