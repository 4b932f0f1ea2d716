"""Python packages through pip-audit's own auditor, answered from the local store.

Only names and versions are handed over, never a file of the application.
"""

from collections.abc import Iterable, Iterator, Sequence

import pip_audit  # type: ignore[import-untyped]
from packaging.version import InvalidVersion, Version
from pip_audit._audit import Auditor  # type: ignore[import-untyped]
from pip_audit._dependency_source import DependencySource  # type: ignore[import-untyped]
from pip_audit._service.interface import (  # type: ignore[import-untyped]
    Dependency,
    ResolvedDependency,
    VulnerabilityID,
    VulnerabilityResult,
    VulnerabilityService,
)

from vetting.advisories.match import Answer, Vulnerability, look_up
from vetting.advisories.store import Store

Release = tuple[str, str]


def audit(store: Store, releases: Sequence[Release]) -> tuple[dict[Release, Answer], str, str]:
    """The answer for each release with a valid version, and the tool's name and version.

    Raises RuntimeError when the auditor skipped a package or lost a vulnerability: its answer
    is then no answer at all.
    """
    service = _StoreService(store)
    wanted = {}
    for name, version in releases:
        try:
            wanted[name, version] = ResolvedDependency(name, Version(version))
        except InvalidVersion:
            continue
    audited = list(Auditor(service).audit(_Releases(wanted.values())))
    answered = [dependency for dependency, _ in audited if dependency in service.answers]
    if answered != list(wanted.values()):
        raise RuntimeError("pip-audit did not answer for every package")
    answers = {}
    for (release, dependency), (_, results) in zip(wanted.items(), audited, strict=True):
        answers[release] = _checked(service.answers[dependency], results)
    return answers, "pip-audit", pip_audit.__version__


def _checked(answer: Answer, results: Sequence[VulnerabilityResult]) -> Answer:
    """The answer, if the auditor reports the same set of names."""
    ours = {name for v in answer.vulnerabilities for name in v.ids}
    theirs = {str(name) for result in results for name in {result.id, *result.aliases}}
    if ours != theirs:
        raise RuntimeError(f"pip-audit and the store differ on {sorted(ours ^ theirs)[:5]}")
    return answer


class _Releases(DependencySource):  # type: ignore[misc]
    """A list of releases in place of a file."""

    def __init__(self, dependencies: Iterable[Dependency]) -> None:
        self._dependencies = tuple(dependencies)

    def collect(self) -> Iterator[Dependency]:
        yield from self._dependencies

    def fix(self, fix_version: object) -> None:
        raise NotImplementedError("nothing of the application is ever changed")


class _StoreService(VulnerabilityService):  # type: ignore[misc]
    """Answers from the store, and keeps what it answered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.answers: dict[Dependency, Answer] = {}

    def query(self, spec: Dependency) -> tuple[Dependency, list[VulnerabilityResult]]:
        if not isinstance(spec, ResolvedDependency):
            raise RuntimeError(f"{spec.name} was not resolved")
        answer = look_up(self._store, "PyPI", spec.canonical_name, str(spec.version))
        self.answers[spec] = answer
        return spec, [_result(found, answer.upgrade) for found in answer.vulnerabilities]


def _result(found: Vulnerability, upgrade: str) -> VulnerabilityResult:
    return VulnerabilityResult.create(
        ids=[VulnerabilityID(name) for name in found.ids],
        description=found.advisories[0].summary,
        fix_versions=[Version(upgrade)] if upgrade else [],
        published=None,
    )
