"""Signs that a lock file was changed by hand, or that packages come from odd places."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from vetting import __version__
from vetting.content import load_yaml, refuse_unknown
from vetting.engines.supply_chain.ancestry import Families
from vetting.engines.supply_chain.locks import official
from vetting.engines.supply_chain.locks.libraries import NORMAL
from vetting.engines.supply_chain.nearness import core, is_near
from vetting.engines.supply_chain.origins import digest_of_host, host_of
from vetting.engines.supply_chain.places import TOOL
from vetting.engines.supply_chain.report import brought
from vetting.engines.supply_chain.scopes import nothing_in, whole
from vetting.engines.supply_chain.sources import from_forges, is_from_forge, open_ways, some
from vetting.model.bill import Bill, Component
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Outcome, Ran, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

_KEYS = ("public-hosts", "known-names", "near-but-sound")
_ARCHIVE = re.compile(r"^https?://[^/]+/(.+)/-/([^/]+)\.tgz$")
_HASHED = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml")


@dataclass(frozen=True, slots=True)
class Table:
    """What the check's table says, by ecosystem."""

    hosts: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]
    sound: Mapping[str, frozenset[str]]


def outcome(check: Check, bill: Bill) -> Outcome:
    """A finding for each package from an open or odd place, changed entry or near name."""
    packages = [c for c in bill.components if c.ecosystem]
    if not packages:
        return nothing_in(bill)
    table = _table(check)
    families = Families(packages)
    findings = [
        *open_ways(check, packages, families),
        *_odd_hosts(check, packages, table),
        *from_forges(check, packages, families),
        *_other_archives(check, packages),
        *_two_hashes(check, packages),
        *_changed_copies(check, packages),
        *_changed_libraries(check, packages),
        *_missing_hashes(check, packages),
        *_near_names(check, packages, table, families),
    ]
    return Ran(tuple(findings), whole(packages, bill), Tool(TOOL, __version__, check.digest[:16]))


def _table(check: Check) -> Table:
    file = check.folder / str(check.settings["table"])
    node = load_yaml(file)
    refuse_unknown(file, node, _KEYS)
    hosts, names, sound = (
        {eco: frozenset(map(str, words)) for eco, words in (node.get(key) or {}).items()}
        for key in _KEYS
    )
    return Table(hosts, names, sound)


_NAME_FIX = Text(
    "Pastikan paket itu memang yang dimaksud; bila bukan, ganti dan periksa apa yang sudah "
    "dijalankannya.",
    "Make sure that the package is the one that is meant; if not, replace it and look into what it "
    "has already run.",
)
_COPY_FIX = Text(
    "Ganti berkas itu dengan berkas rilis resminya, atau jelaskan tertulis apa yang diubah.",
    "Replace the file by the one of the official release, or explain in writing what was changed.",
)


def _odd_hosts(check: Check, packages: Iterable[Component], table: Table) -> Iterator[Finding]:
    """One finding a host and file: a mirror names all packages."""
    found: dict[tuple[str, str], list[Component]] = defaultdict(list)
    for c in packages:
        host = host_of(c.origin)
        known = table.hosts.get(c.ecosystem)
        if host and known and not is_from_forge(c) and digest_of_host(host) not in known:
            found[c.place.path, host].append(c)
    text = Text("{count} paket diambil dari {host}, bukan dari registri umum: {names}",
                "{count} packages come from {host}, not from the public registry: {names}")  # fmt: skip
    for (path, host), group in sorted(found.items()):
        yield check.finding(
            "other-registry",
            Place(path, group[0].place.line, pointer=host),
            anchor=host,
            message=text.format(count=len(group), host=host, names=some(group)),
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            evidence=group[0].origin,
        )


def _other_archives(check: Check, packages: Iterable[Component]) -> Iterator[Finding]:
    """An entry whose archive is that of another package or version."""
    text = Text("Entri {name} {version} mengunduh arsip milik paket atau versi lain",
                "The entry {name} {version} fetches the archive of another package or version")  # fmt: skip
    for c in packages:
        match = _ARCHIVE.match(c.origin) if c.ecosystem == "npm" and c.version else None
        if not match:
            continue
        path = re.sub("%2f", "/", match[1], flags=re.I).replace("%40", "@")
        file = f"{c.name.rpartition('/')[2]}-{c.version.partition('+')[0]}"
        if not _is_path_of(path, c.name) or match[2].partition("+")[0] != file:
            yield check.finding(
                "other-archive",
                c.place,
                anchor=f"{c.name}@{c.version}",
                message=text.format(name=c.name, version=c.version),
                evidence=c.origin,
            )


def _is_path_of(path: str, name: str) -> bool:
    """Whether a path ends in the package's whole name, its scope included."""
    if path == name:
        return True
    before = path.removesuffix(f"/{name}")
    return before != path and not before.rpartition("/")[2].startswith("@")


def _two_hashes(check: Check, packages: Iterable[Component]) -> Iterator[Finding]:
    """One release with two hashes of one kind in the application's own lock files."""
    seen: dict[tuple[str, str, str, str], Component] = {}
    text = Text("{name} {version} punya dua sidik berbeda di berkas kunci aplikasi ini",
                "{name} {version} has two different hashes in this application's lock files")  # fmt: skip
    for c in packages:
        kinds = [h.partition(":")[0] for h in c.hashes]
        if not c.version or c.ecosystem not in ("npm", "crates", "Pub") or c.is_copy:
            continue
        for hashed, kind in zip(c.hashes, kinds, strict=True):
            key = (c.ecosystem, c.name, c.version, kind)
            other = seen.setdefault(key, c)
            if kinds.count(kind) == 1 and hashed not in other.hashes:
                yield check.finding(
                    "two-hashes",
                    c.place,
                    anchor=f"{c.name}@{c.version}",
                    message=text.format(name=c.name, version=c.version),
                    evidence=f"{c.place.path}, {other.place.path}",
                )
                break


def _changed_copies(check: Check, packages: Iterable[Component]) -> Iterator[Finding]:
    """A committed archive of a release whose hash is none of those that the lock files state."""
    stated: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    copies = []
    for c in packages:
        if c.place.path.lower().endswith((".whl", ".tgz")):
            copies.append(c)
        else:
            stated[c.ecosystem, c.name, c.version].update(c.hashes)
    text = Text("Salinan {name} {version} tidak cocok dengan sidik di berkas kunci",
                "The copy of {name} {version} does not match the hash in the lock file")  # fmt: skip
    for c in copies:
        known = stated[c.ecosystem, c.name, c.version]
        kinds = {hashed.partition(":")[0] for hashed in known}
        comparable = [hashed for hashed in c.hashes if hashed.partition(":")[0] in kinds]
        if comparable and not known & set(comparable):
            yield check.finding(
                "changed-copy",
                c.place,
                anchor=f"{c.name}@{c.version}",
                message=text.format(name=c.name, version=c.version),
                severity=Severity.CRITICAL,
                fix=_COPY_FIX,
                evidence=comparable[-1],
            )


def _changed_libraries(check: Check, packages: Iterable[Component]) -> Iterator[Finding]:
    """A script that bears the name and banner of one release and is none of its files.

    Several libraries joined in one file are no copy of a release; nor is a file of another name.
    """
    text = Text("Berkas berkepala {name} {version} tidak sama dengan berkas rilis resminya",
                "The file with the banner of {name} {version} is no file of the official release")  # fmt: skip
    by_file: dict[str, list[Component]] = defaultdict(list)
    for c in packages:
        by_file[c.place.path].append(c)
    for c in (group[0] for group in by_file.values() if len(group) == 1):
        known = official.releases().get((c.name, c.version), official.Scripts())
        normal = {h.partition(":")[2] for h in c.hashes if h.startswith(f"{NORMAL}:")}
        is_minified = official.is_minified(c.place.path.lower())
        alike = known.minified if is_minified else known.plain
        is_altered = bool(alike and normal) and not normal & known.all
        if c.ecosystem == "npm" and is_altered and _is_named_after(c):
            yield check.finding(
                "changed-library",
                c.place,
                anchor=f"{c.name}@{c.version}",
                message=text.format(name=c.name, version=c.version),
                severity=Severity.MEDIUM,
                confidence=Confidence.MEDIUM,
                fix=_COPY_FIX,
                evidence=f"{c.name} {c.version}",
            )


def _is_named_after(c: Component) -> bool:
    """Whether the file's name says no more than the package, a version and a kind of build."""
    file = PurePosixPath(c.place.path.lower()).stem
    package = c.name.rpartition("/")[2].removesuffix(".net")
    return core(file) == core(package)


def _missing_hashes(check: Check, packages: Iterable[Component]) -> Iterator[Finding]:
    """Entries without a hash among entries that have one: no tool leaves them out."""
    by_file: dict[str, list[Component]] = defaultdict(list)
    for c in packages:
        if c.place.path.endswith(_HASHED) and not is_from_forge(c):
            by_file[c.place.path].append(c)
    text = Text("{count} entri berkas kunci tanpa sidik, padahal yang lain punya: {names}",
                "{count} entries of the lock file have no hash while others do: {names}")  # fmt: skip
    for path, group in sorted(by_file.items()):
        bare = [c for c in group if not c.hashes and c.origin]
        if bare and len(bare) * 2 < len(group):
            yield check.finding(
                "no-hash",
                Place(path, bare[0].place.line),
                anchor="no-hash",
                message=text.format(count=len(bare), names=some(bare)),
                severity=Severity.MEDIUM,
                confidence=Confidence.MEDIUM,
                evidence=some(bare),
            )


def _near_names(
    check: Check, packages: Iterable[Component], table: Table, families: Families
) -> Iterator[Finding]:
    """A name that is one slip away from a name that everybody knows."""
    text = Text("Nama {name} mirip {known}: pastikan bukan salah ketik atau tiruan",
                "The name {name} is close to {known}: make sure that it is no slip or imitation")  # fmt: skip
    told = set()
    for c in packages:
        known = table.names.get(c.ecosystem, frozenset())
        sound = table.sound.get(c.ecosystem, frozenset())
        if c.name in known or c.name in sound or (c.ecosystem, c.name) in told:
            continue
        near = next((name for name in sorted(known) if is_near(c.name, name)), None)
        if near:
            told.add((c.ecosystem, c.name))
            yield check.finding(
                "near-name",
                c.place,
                anchor=c.name,
                message=brought(text.format(name=c.name, known=near), families.above([c])),
                severity=Severity.MEDIUM,
                confidence=Confidence.LOW,
                fix=_NAME_FIX,
                evidence=f"{c.name} {c.version}".strip(),
            )
