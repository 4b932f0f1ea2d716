"""Dependencies whose exact version nobody has fixed."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from vetting import __version__
from vetting.advisories.versions import ECOSYSTEMS, BadVersion, key
from vetting.engines.supply_chain.locks.maven import is_exact
from vetting.engines.supply_chain.places import TOOL
from vetting.engines.supply_chain.report import MOST_STEPS, also
from vetting.engines.supply_chain.scopes import nothing_in
from vetting.engines.supply_chain.sources import by_package, is_from_repository, is_head
from vetting.model.bill import Bill, Broken, Component
from vetting.model.check import Check
from vetting.model.finding import Finding, Place, Step
from vetting.model.outcome import Outcome, Ran, Scope, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

_SURE = Confidence.HIGH


def outcome(check: Check, inventory: Bill) -> Outcome:
    """A finding for each manifest without a lock, loose requirement, broken or odd lock file."""
    components = [c for c in inventory.components if c.ecosystem]
    broken = [b for b in inventory.broken if b.ecosystem]
    if not components and not broken:
        return nothing_in(inventory)
    findings = [_unreadable(check, item) for item in broken]
    for ecosystem in ECOSYSTEMS:
        unlocked = [c for c in inventory.unlocked(ecosystem) if not is_head(c)]
        findings += _loose(check, unlocked, inventory)
    odd = [c for c in inventory.locked if not _is_release(c)]
    findings += _copied(check, [c for c in odd if c.is_copy])
    findings += [_no_release(check, group) for group in by_package(odd) if _is_unsaid(group)]
    heads = by_package(filter(is_head, inventory.loose))
    findings += [_no_release(check, group, _HEAD) for group in heads]
    images = (c for c in inventory.loose if c.ecosystem == IMAGES)
    findings += [_open_image(check, group) for group in by_package(images)]
    told = {f.place.path for f in findings if f.rule == "no-lock" and f.confidence is _SURE}
    findings += _unknown_rest(check, inventory, told)
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
    needs: list[Component] = []
    for c in unlocked:
        is_theirs = c.is_copy and c.is_direct is False
        (needs if is_theirs else by_file.setdefault(c.place.path, [])).append(c)
    if needs:
        yield _copies_need(check, needs)
    for path, components in by_file.items():
        if path.endswith((".txt", ".in")):
            yield from (_loose_line(check, component) for component in components)
        else:
            yield _no_lock(check, components, inventory)


def _copies_need(check: Check, needs: list[Component]) -> Finding:
    """One finding for all that copied libraries and their tools want and nothing fixes."""
    text = Text("Pustaka yang disalin dan perkakasnya meminta {count} paket yang versinya tidak "
                "diketahui: {names}",
                "Copied libraries and their tools want {count} packages of unknown version: "
                "{names}")  # fmt: skip
    names = sorted({c.name for c in needs})
    some = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    return check.finding(
        "copies-need",
        needs[0].place,
        anchor=f"copies-need {needs[0].ecosystem}",
        message=text.format(count=len(names), names=some),
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM,
        evidence=some,
        fix=_COPY_FIX,
        steps=also(needs),
    )


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

    Maven has none: there a file outside the tree, or a profile, states the version; in Gradle it
    may be computed in a way that is not read here, or come from a bill of materials that is locked
    itself, as Spring Boot's is. What a manifest below a locked one asks for may be a copied
    library's own tools, which nobody installs there; nor what is for development only.
    """
    first = components[0]
    folder = first.place.path.rpartition("/")[0] or "."
    has_lock = (first.ecosystem, folder) in inventory.locks
    above = (str(one) for one in PurePosixPath(folder).parents)
    boot = _boot(inventory) if all(_is_computed(c) and not c.version for c in components) else ""
    is_open = all(_is_computed(c) for c in components) and (
        "$" in first.version or any(c.name.endswith("-bom") for c in inventory.locked)
    )
    is_inner = not has_lock and any((first.ecosystem, one) in inventory.locks for one in above)
    is_dev = all(c.is_dev for c in components)
    is_sure = not (is_inner or is_open or is_dev or boot)
    names = ", ".join(c.name for c in components[:4]) + (", …" if len(components) > 4 else "")
    return check.finding(
        "lock-outdated" if has_lock else "no-lock",
        Place(first.place.path, first.place.line),
        anchor=first.ecosystem,
        message=_said(components, has_lock, boot).format(
            count=len(components), names=names, boot=boot
        ),
        severity=Severity.LOW if is_dev or boot else check.severity,
        confidence=_SURE if is_sure else Confidence.MEDIUM,
        evidence=names,
        fix=_fix(first.ecosystem, [first.place.path]),
    )


def _said(components: list[Component], has_lock: bool, boot: str) -> Text:
    if has_lock:
        return Text("Berkas kunci tidak memuat {count} paket yang diminta: {names}",
                    "The lock file lacks {count} packages that are asked for: {names}")  # fmt: skip
    if boot:
        return Text("Versi {count} paket ditentukan oleh Spring Boot {boot} dan tidak tertulis di "
                    "berkas yang diserahkan: {names}",
                    "The versions of {count} packages are chosen by Spring Boot {boot} and not "
                    "written in the files handed in: {names}")  # fmt: skip
    if all(_is_computed(c) for c in components):
        return Text("Versi {count} paket tidak tertulis di berkas yang diserahkan: {names}",
                    "The versions of {count} packages are not written in the files handed in: {names}")  # fmt: skip
    if all(c.is_dev for c in components):
        return Text("{count} paket untuk mengembangkan atau membangun diminta tanpa berkas kunci: "
                    "{names}",
                    "{count} packages for developing or building are asked for without a lock "
                    "file: {names}")  # fmt: skip
    return Text("{count} paket diminta tanpa berkas kunci: {names}",
                "{count} packages are asked for without a lock file: {names}")  # fmt: skip


def _boot(inventory: Bill) -> str:
    """The release of Spring Boot whose bill of materials names the versions of the rest."""
    stated = (c.version for c in inventory.runtimes if c.name == "spring-boot")
    return next((version for version in stated if is_exact(version)), "")


def _is_computed(c: Component) -> bool:
    """Whether a build of Maven or Gradle leaves the version to a variable, parent or platform."""
    return c.ecosystem == "Maven" and (not c.version or "$" in c.version)


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
_IMAGE = Text("Citra dasar {name} tidak dikunci pada satu versi",
              "The base image {name} is not fixed to one version")  # fmt: skip
_OWN_IMAGE = Text("Tanda {tag} dari citra dasar {name} tidak menyebut versi; pastikan isinya tidak "
                  "berganti setelah diuji",
                  "The tag {tag} of the base image {name} names no version; make sure that what it "
                  "stands for does not change once tested")  # fmt: skip
_IMAGE_FIX = Text(
    "Tulis versi lengkap pada baris FROM, misalnya php:8.4.1-apache, atau sidik citra dengan "
    "@sha256:…; tanda 'latest' dapat berganti isi kapan saja.",
    "Write the whole version in the FROM line, such as php:8.4.1-apache, or the image's digest "
    "with @sha256:…; what 'latest' stands for may change at any time.",
)
_RELEASE_FIX = Text(
    "Pakai versi rilis dari registri resmi. Bila paket itu memang milik sendiri atau hanya ada di "
    "repositori, jelaskan tertulis: kerentanannya tidak dapat dicari menurut versi.",
    "Use a release from the official registry. Where the package is your own, or exists in a "
    "repository only, explain so in writing: its vulnerabilities cannot be looked up by version.",
)
_COPY_FIX = Text(
    "Pasang pustaka itu lewat pengelola paket (misalnya Composer) dan sertakan berkas kuncinya. Bila "
    "tetap disalin, sebutkan versi dan alamat asal tiap pustaka: tanpa versi, kerentanannya tidak "
    "dapat dicari.",
    "Install these libraries with a package manager (such as Composer) and hand in its lock file. "
    "Where they stay copied, state the version and origin of each: without the version its "
    "vulnerabilities cannot be looked up.",
)
_FIXES = {
    "npm": Text("Sertakan package-lock.json (npm install), yarn.lock, atau pnpm-lock.yaml yang sesuai "
                "dengan package.json, dan pasang di server dengan 'npm ci'.",
                "Hand in the package-lock.json (npm install), yarn.lock or pnpm-lock.yaml that "
                "belongs to package.json, and install on the server with 'npm ci'."),
    "Packagist": Text("Sertakan composer.lock yang dibuat 'composer update', dan pasang di server dengan "
                      "'composer install --no-dev'.",
                      "Hand in the composer.lock that 'composer update' writes, and install on the "
                      "server with 'composer install --no-dev'."),
    "Maven": Text("Tulis versi lengkap tiap paket di pom.xml.",
                  "Write the whole version of each package in pom.xml."),
    "NuGet": Text("Tulis versi lengkap tiap paket di berkas proyek, dan sertakan "
                  "packages.lock.json.",
                  "Write the whole version of each package in the project file, and hand in "
                  "packages.lock.json."),
    "Pub": Text("Sertakan pubspec.lock yang dibuat 'flutter pub get'.",
                "Hand in the pubspec.lock that 'flutter pub get' writes."),
    "Go": Text("Jalankan 'go mod tidy', lalu sertakan go.mod dan go.sum.",
               "Run 'go mod tidy', and hand in go.mod and go.sum."),
    "RubyGems": Text("Sertakan Gemfile.lock yang dibuat 'bundle install'.",
                     "Hand in the Gemfile.lock that 'bundle install' writes."),
    "crates": Text("Sertakan Cargo.lock yang dibuat 'cargo build'.",
                   "Hand in the Cargo.lock that 'cargo build' writes."),
}  # fmt: skip
"""By ecosystem, where the check's own advice names files of others."""
_LOCK_FIXES = {
    "npm": Text("Sertakan package-lock.json (npm install), yarn.lock, atau pnpm-lock.yaml yang sesuai "
                "dengan package.json, dan pasang di server dengan 'npm ci'.",
                "Hand in the package-lock.json (npm install), yarn.lock or pnpm-lock.yaml that "
                "belongs to package.json, and install on the server with 'npm ci'."),
    "Packagist": Text("Sertakan composer.lock yang dibuat 'composer update', dan pasang di server dengan "
                      "'composer install --no-dev'.",
                      "Hand in the composer.lock that 'composer update' writes, and install on the "
                      "server with 'composer install --no-dev'."),
    "NuGet": Text("Sertakan packages.lock.json (dotnet restore --use-lock-file).",
                  "Hand in packages.lock.json (dotnet restore --use-lock-file)."),
}  # fmt: skip
_GRADLE_LOCK_FIX = Text(
    "Sertakan gradle.lockfile: tulis `dependencyLocking { lockAllConfigurations() }` di build.gradle "
    "tiap modul, jalankan `./gradlew :<modul>:dependencies --write-locks` (proyek akar: "
    "`./gradlew dependencies --write-locks`), lalu serahkan berkas yang jadi.",
    "Hand in gradle.lockfile: write `dependencyLocking { lockAllConfigurations() }` in the "
    "build.gradle of each module, run `./gradlew :<module>:dependencies --write-locks` (the root "
    "project: `./gradlew dependencies --write-locks`), and hand in the files that it writes.",
)
_GRADLE_FIX = Text(
    "Tulis versi lengkap tiap paket di build.gradle atau katalog versinya, tanpa `+` dan tanpa "
    f"rentang. Untuk mengunci juga yang dibutuhkan paket itu: {_GRADLE_LOCK_FIX.id}",
    "Write the whole version of each package in build.gradle or its version catalogue, with no `+` "
    f"and no range. To fix what they need in turn, too: {_GRADLE_LOCK_FIX.en}",
)
_TREE_FIX = Text(
    "Maven tidak punya berkas kunci: lampirkan keluaran 'mvn dependency:tree' untuk penguji.",
    "Maven has no lock file: add what 'mvn dependency:tree' prints, for the reviewer.",
)
# What these files state is exact, but of what it needs in turn they know nothing.
_ALSO = Text("juga berkas ini", "this file too")
_DIRECT_ONLY = ("pom.xml", ".gradle", ".gradle.kts", ".versions.toml", ".csproj", ".fsproj",
                ".vbproj", ".props", "packages.config")  # fmt: skip


def _open_image(check: Check, uses: list[Component]) -> Finding:
    """Surely open without a name of its own; what a maker's own tag stands for he may know."""
    component = uses[0]
    is_named = _is_elsewhere(component.name) and component.version not in ("", "latest")
    text = _OWN_IMAGE if is_named else _IMAGE
    return check.finding(
        "image-not-fixed",
        component.place,
        anchor=component.name,
        message=text.format(name=component.name, tag=component.version),
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM if is_named else Confidence.HIGH,
        evidence=f"{component.name}:{component.version}".rstrip(":"),
        fix=_IMAGE_FIX,
        steps=also(uses),
    )


def _is_elsewhere(image: str) -> bool:
    """Whether the image lies in a registry that its name states, so not in Docker Hub."""
    host, slash, _ = image.partition("/")
    return bool(slash) and ("." in host or ":" in host)


def _unknown_rest(check: Check, inventory: Bill, told: set[str]) -> Iterator[Finding]:
    """Files that name direct packages only, with no lock file of their ecosystem above them.

    It tells what is not known here, and no fault. What only builds or tests brings nothing along.
    Of a file in `told` it is known already that its lock file is missing.
    """
    text = Text("{count} paket langsung diketahui; paket yang dibutuhkannya tidak tercatat",
                "{count} direct packages are known; what they need in turn is not recorded")  # fmt: skip
    direct: dict[str, dict[str, set[str]]] = {}
    for c in inventory.locked:
        folders = map(str, PurePosixPath(c.place.path).parents)
        is_alone = not any((c.ecosystem, folder) in inventory.locks for folder in folders)
        is_open = c.place.path.endswith(_DIRECT_ONLY) and c.place.path not in told
        if is_open and is_alone and not c.is_dev:
            direct.setdefault(c.ecosystem, {}).setdefault(c.place.path, set()).add(c.name)
    for ecosystem, files in direct.items():
        first, *others = sorted(files)
        yield check.finding(
            "transitive-unknown",
            Place(first),
            anchor="transitive-unknown",
            message=text.format(count=len(set().union(*files.values()))),
            severity=Severity.INFO,
            confidence=Confidence.MEDIUM,
            fix=_rest_fix(ecosystem, [*files], inventory),
            steps=tuple(Step(Place(path), _ALSO) for path in others[:MOST_STEPS]),
        )


def _rest_fix(ecosystem: str, files: list[str], inventory: Bill) -> Text | None:
    """How to tell the rest; to write versions out is asked for only where one is missing."""
    if any(inventory.unlocked(ecosystem)):
        return _fix(ecosystem, files)
    if ecosystem == "Maven":
        return _GRADLE_LOCK_FIX if _is_gradle(ecosystem, files) else _TREE_FIX
    return _LOCK_FIXES.get(ecosystem)


def _fix(ecosystem: str, files: list[str]) -> Text | None:
    return _GRADLE_FIX if _is_gradle(ecosystem, files) else _FIXES.get(ecosystem)


def _is_gradle(ecosystem: str, files: list[str]) -> bool:
    """Whether any of the files is Gradle's, whose packages come from Maven's registry."""
    return ecosystem == "Maven" and not all(path.endswith("pom.xml") for path in files)


def _is_release(component: Component) -> bool:
    if component.ecosystem == IMAGES:
        return True
    try:
        key(component.ecosystem, component.version)
    except BadVersion:
        return False
    return bool(component.version)


def _is_unsaid(uses: list[Component]) -> bool:
    """Whether no other finding says of the package what it is taken from.

    Of a lock file's entry that names a repository the origin's check does.
    """
    if any(c.is_copy for c in uses):
        return False
    return any(c.place.path.endswith((".txt", ".in")) or not is_from_repository(c) for c in uses)


_NO_RELEASE = Text("{name} diambil dari cabang, commit, atau berkas, bukan dari versi rilis",
                   "{name} is taken from a branch, commit or file, not from a release")  # fmt: skip
_HEAD = Text("{name} diambil dari keadaan terbaru sebuah cabang, tanpa ref: isinya dapat berganti",
             "{name} is taken from the newest state of a branch, without a ref: it may change")  # fmt: skip


def _no_release(check: Check, uses: list[Component], text: Text = _NO_RELEASE) -> Finding:
    component = uses[0]
    return check.finding(
        "no-release",
        component.place,
        anchor=component.name,
        message=text.format(name=component.name),
        severity=Severity.LOW,
        evidence=f"{component.name} {component.version}".strip(),
        fix=_RELEASE_FIX,
        steps=also(uses),
    )


def _copied(check: Check, libraries: list[Component]) -> Iterator[Finding]:
    """One finding for all folders of libraries that say which they are, and not which release."""
    text = Text("{count} pustaka disalin ke dalam aplikasi, dan manifesnya tidak menyebut versi: "
                "{names}",
                "{count} libraries are copied into the application, and their manifests state no "
                "version: {names}")  # fmt: skip
    if libraries:
        names = sorted({c.name for c in libraries})
        some = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
        yield check.finding(
            "copied-library",
            libraries[0].place,
            anchor="copied-library",
            message=text.format(count=len(names), names=some),
            evidence=some,
            fix=_COPY_FIX,
            steps=also(libraries),
        )
