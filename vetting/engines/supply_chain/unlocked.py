"""Dependencies whose exact version nobody has fixed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from vetting import __version__
from vetting.advisories.versions import ECOSYSTEMS, BadVersion, key
from vetting.engines.supply_chain.places import TOOL
from vetting.engines.supply_chain.scopes import nothing_in
from vetting.model.bill import Bill, Broken, Component
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Outcome, Ran, Scope, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text


def outcome(check: Check, inventory: Bill) -> Outcome:
    """A finding for each manifest without a lock, loose requirement, broken or odd lock file."""
    components = [c for c in inventory.components if c.ecosystem]
    broken = [b for b in inventory.broken if b.ecosystem]
    if not components and not broken:
        return nothing_in(inventory)
    findings = [_unreadable(check, item) for item in broken]
    for ecosystem in ECOSYSTEMS:
        findings += _loose(check, list(inventory.unlocked(ecosystem)), inventory)
    findings += [_no_release(check, c) for c in inventory.locked if not _is_release(c)]
    findings += [_open_image(check, c) for c in inventory.loose if c.ecosystem == IMAGES]
    findings += _unknown_rest(check, inventory)
    packages = {(c.ecosystem, c.name) for c in components}
    scope = Scope(
        eligible=len(packages) + len(broken),
        examined=len(packages) + len(broken),
        bytes=sum(inventory.bytes.get(p, 0) for p in {c.place.path for c in components}),
        unit="packages",
        skipped=inventory.skipped,
    )
    return Ran(tuple(findings), scope, Tool(TOOL, __version__))


def _loose(check: Check, unlocked: list[Component], inventory: Bill) -> Iterator[Finding]:
    """One finding for each loose line of a requirements file, one for each other manifest."""
    by_file: dict[str, list[Component]] = {}
    for component in unlocked:
        by_file.setdefault(component.place.path, []).append(component)
    for path, components in by_file.items():
        if path.endswith((".txt", ".in")):
            yield from (_loose_line(check, component) for component in components)
        else:
            yield _no_lock(check, components, inventory)


def _loose_line(check: Check, component: Component) -> Finding:
    text = Text("{name} tidak dikunci pada satu versi", "{name} is not fixed to one version")
    return check.finding(
        "not-pinned",
        component.place,
        anchor=component.name,
        message=text.format(name=component.name),
        evidence=f"{component.name} {component.version}".strip(),
    )


def _no_lock(check: Check, components: list[Component], inventory: Bill) -> Finding:
    """Outdated when a lock file lies beside the manifest, missing otherwise.

    Maven has none: there a file outside the tree, or a profile, states the version. What a
    manifest below a locked one asks for may be a copied library's own tools, which nobody
    installs there.
    """
    first = components[0]
    folder = first.place.path.rpartition("/")[0] or "."
    has_lock = (first.ecosystem, folder) in inventory.locks
    above = (str(one) for one in PurePosixPath(folder).parents)
    is_inner = not has_lock and any((first.ecosystem, one) in inventory.locks for one in above)
    names = ", ".join(c.name for c in components[:4]) + (", …" if len(components) > 4 else "")
    if has_lock:
        text = Text("Berkas kunci tidak memuat {count} paket yang diminta: {names}",
                    "The lock file lacks {count} packages that are asked for: {names}")  # fmt: skip
    elif PurePosixPath(first.place.path).name == "pom.xml":
        text = Text("Versi {count} paket ditentukan di luar berkas yang diserahkan: {names}",
                    "The versions of {count} packages are set outside the files handed in: {names}")  # fmt: skip
    else:
        text = Text("{count} paket diminta tanpa berkas kunci: {names}",
                    "{count} packages are asked for without a lock file: {names}")  # fmt: skip
    return check.finding(
        "lock-outdated" if has_lock else "no-lock",
        Place(first.place.path, first.place.line),
        anchor=first.ecosystem,
        message=text.format(count=len(components), names=names),
        severity=Severity.LOW if all(c.is_dev for c in components) else check.severity,
        confidence=Confidence.MEDIUM if is_inner else Confidence.HIGH,
        evidence=names,
    )


def _unreadable(check: Check, broken: Broken) -> Finding:
    text = Text("Berkas paket tidak dapat dibaca: {why}", "The package file cannot be read: {why}")
    why = "".join(c if c.isprintable() else " " for c in broken.why)
    return check.finding(
        "unreadable",
        Place(broken.path),
        anchor="unreadable",
        message=text.format(why=why),
        severity=Severity.HIGH,
    )


IMAGES = "docker"
# What these files state is exact, but of what it needs in turn they know nothing.
_DIRECT_ONLY = ("pom.xml", ".gradle", ".gradle.kts", ".versions.toml", ".csproj", ".fsproj",
                ".vbproj", ".props", "packages.config")  # fmt: skip


def _open_image(check: Check, component: Component) -> Finding:
    text = Text("Citra dasar {name} tidak dikunci pada satu versi",
                "The base image {name} is not fixed to one version")  # fmt: skip
    return check.finding(
        "image-not-fixed",
        component.place,
        anchor=component.name,
        message=text.format(name=component.name),
        severity=Severity.LOW,
        evidence=f"{component.name}:{component.version}".rstrip(":"),
    )


def _unknown_rest(check: Check, inventory: Bill) -> Iterator[Finding]:
    """A file that names direct packages only, with no lock file of its ecosystem above it."""
    text = Text("{count} paket langsung diketahui; paket yang dibutuhkannya tidak tercatat",
                "{count} direct packages are known; what they need in turn is not recorded")  # fmt: skip
    counts = Counter(c.place.path for c in inventory.locked if c.place.path.endswith(_DIRECT_ONLY))
    ecosystems = {c.place.path: c.ecosystem for c in inventory.locked}
    for path, count in sorted(counts.items()):
        folders = map(str, PurePosixPath(path).parents)
        if not any((ecosystems[path], folder) in inventory.locks for folder in folders):
            yield check.finding(
                "transitive-unknown",
                Place(path),
                anchor="transitive-unknown",
                message=text.format(count=count),
                severity=Severity.LOW,
            )


def _is_release(component: Component) -> bool:
    if component.ecosystem == IMAGES:
        return True
    try:
        key(component.ecosystem, component.version)
    except BadVersion:
        return False
    return bool(component.version)


def _no_release(check: Check, component: Component) -> Finding:
    text = Text("{name} diambil dari cabang, commit, atau berkas, bukan dari versi rilis",
                "{name} is taken from a branch, commit or file, not from a release")  # fmt: skip
    return check.finding(
        "no-release",
        component.place,
        anchor=component.name,
        message=text.format(name=component.name),
        severity=Severity.LOW,
        evidence=f"{component.name} {component.version}".strip(),
    )
