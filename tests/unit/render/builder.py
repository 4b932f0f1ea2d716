"""Synthetic reports for tests of the renderers: any size, any state, no real data."""

import random
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from vetting.model.declared import Declared
from vetting.model.facts import Framework
from vetting.model.finding import Excerpt, Finding, Place, Step, fingerprinted
from vetting.model.outcome import (
    Failed,
    NotApplicable,
    NotRun,
    Outcome,
    Ran,
    Reason,
    Scope,
    Skip,
    Tool,
)
from vetting.model.policy import Citation, Control, Mode, Stage, Tier
from vetting.model.record import Accepted, Answer, Answered, Decision, Evidence, Standing
from vetting.model.report import Basis, CheckResult, Completeness, Refusal, Report, Subject
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text
from vetting.model.verdict import ControlResult, FamilyResult, Overall, Status, Verdict

_CHECKS = (
    ("security/sql-injection", "Kueri SQL dirangkai dari masukan pengguna",
     "SQL query built from user input", Severity.CRITICAL, 89),
    ("security/hardcoded-secret", "Kata sandi tertulis di kode sumber",
     "Password written in source code", Severity.HIGH, 798),
    ("security/weak-hash", "Fungsi sidik yang lemah untuk kata sandi",
     "Weak hash for passwords", Severity.MEDIUM, 328),
    ("privacy/nik-in-logs", "NIK tercatat di log", "NIK written to a log", Severity.HIGH, 532),
    ("accessibility/image-alt", "Gambar tanpa teks pengganti",
     "Image without alternative text", Severity.MEDIUM, 0),
    ("api/error-format", "Galat API tanpa bentuk baku",
     "API errors without a standard form", Severity.LOW, 0),
    ("integrity/webshell", "Kode pintu belakang", "Back door code", Severity.CRITICAL, 506),
)  # fmt: skip
_CODE = (
    "public function cari(Request $request)",
    "{",
    '    $nama = $request->input("nama");',
    "    $baris = DB::select(\"SELECT * FROM warga WHERE nama = '$nama'\");",
    "    return view('warga.daftar', ['baris' => $baris]);",
    "}",
)


def finding(check: str, number: int, severity: Severity = Severity.HIGH) -> Finding:
    """One finding with an excerpt, and a taint step in every third; no two share a cause."""
    line = 10 + number % 400 + zlib.crc32(check.encode()) % 5000
    place = Place(f"app/Http/Controllers/Warga{number % 97}Controller.php", line, line)
    source = Place(place.path, line - 1, line - 1)
    steps = (Step(source, Text("Masukan pengguna dibaca", "User input is read")),)
    return Finding(
        check=check,
        rule=check.split("/")[1],
        severity=severity,
        confidence=Confidence.HIGH if number % 4 else Confidence.MEDIUM,
        message=Text("Nilai dari pengguna sampai ke kueri SQL",
                     "A value from the user reaches an SQL query"),
        place=place,
        anchor=f"DB::select {number}",
        evidence=_CODE[3].strip(),
        excerpt=Excerpt(line - 2, _CODE[1:5]),
        steps=steps if number % 3 == 0 else (),
        fix=None,
        cwe=(89,),
        tool="semgrep",
    )  # fmt: skip


def check(
    id: str = "security/sql-injection", outcome: Outcome | None = None, count: int = 0
) -> CheckResult:
    """A check that ran with `count` findings, unless an outcome is given."""
    _, title_id, title_en, severity, cwe = next(
        (row for row in _CHECKS if row[0] == id), (id, f"Cek {id}", f"Check {id}", Severity.HIGH, 0)
    )
    found = fingerprinted(finding(id, number, severity) for number in range(count))
    scope = Scope(123, 120, 1_234_567, "files", (
        Skip("public/vendor/app.min.js", "third-party"), Skip("data/besar.php", "too-large: 12 MB"),
        Skip("app/Rusak.php", "unparsable"),
    ))  # fmt: skip
    return CheckResult(
        id=id,
        title=Text(title_id, title_en),
        why=Text("Penyerang dapat membaca atau mengubah seluruh basis data.",
                 "An attacker can read or change the whole database."),
        fix=Text("Gunakan kueri berparameter, misalnya DB::select('… nama = ?', [$nama]).",
                 "Use parameterised queries, such as DB::select('… nama = ?', [$nama])."),
        severity=severity,
        digest="ab" * 32,
        engine="semgrep",
        cwe=(cwe,) if cwe else (),
        standards=("ASVS-5.0.0-1.2.4",),
        outcome=outcome or Ran(found, scope, Tool("semgrep", "1.182.0")),
    )  # fmt: skip


def citation(*, firm: bool = True) -> Citation:
    """A citation that may be printed as law, or one that needs verification."""
    return Citation(
        source="Peraturan BSSN 4/2021",
        article="Pasal 27 ayat (4) huruf h",
        confidence="verified-by-source" if firm else "from-memory",
        source_tier="primary" if firm else "none",
        effective_from=date(2021, 5, 1),
        verified_on=date(2026, 11, 1),
        k_number=25 if firm else None,
    )


def control(
    number: int, status: Status, findings: tuple[str, ...] = (), checks: tuple[str, ...] = (),
    **changes: object,
) -> ControlResult:  # fmt: skip
    """A control of that status; `changes` go to the `Control`."""
    base = Control(
        id=f"bssn-4-2021/p27-{number}",
        title=Text(f"Masukan pengguna divalidasi di sisi peladen ({number})",
                   f"User input is validated on the server ({number})"),
        citation=citation(firm=number % 3 != 0),
        mode=Mode.AUTOMATED,
        stage=Stage.BLOCK,
        checks=checks or ("security/sql-injection",),
        blocks_at=Severity.HIGH,
    )  # fmt: skip
    reasons = {
        Status.MET: Text("Tidak ada temuan pada berkas yang diperiksa.",
                         "No finding in the files examined."),
        Status.UNMET: Text("Ada temuan yang menahan.", "There are blocking findings."),
        Status.REVIEW: Text("Perlu dinilai peninjau.", "A reviewer must judge it."),
        Status.NOT_APPLICABLE: Text("Aplikasi tidak punya berkas yang relevan.",
                                    "The application has no relevant files."),
        Status.UNTESTED: Text("Pemeriksaan yang diperlukan gagal berjalan.",
                              "A needed check failed to run."),
    }  # fmt: skip
    blocking = findings if status is Status.UNMET else ()
    return ControlResult(
        replace(base, **changes),  # type: ignore[arg-type]
        status, reasons[status], findings, blocking,
    )  # fmt: skip


def basis(**changes: object) -> Basis:
    """A sound basis, judged on 24 November 2026."""
    base = Basis(
        vet_version="0.1.0",
        policy_id="diskominfo-baseline",
        policy_version="2026.11",
        policy_title=Text("Kebijakan dasar kelayakan aplikasi", "Baseline qualification policy"),
        policy_digest="cd" * 32,
        content_digest="ef" * 32,
        tier=Tier.TINGGI,
        as_of=date(2026, 11, 24),
        sandbox="namespaces",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def subject(**changes: object) -> Subject:
    """A submitted archive."""
    base = Subject("aplikasi-layanan-warga.zip", "zip", "12" * 32, 7_412_345, "34" * 32, 1234,
                   23_456_789, (("nested", "lampiran/data.zip"),))  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


_ABSENT: Mapping[str, Outcome] = {
    "accessibility/contrast": Failed(Reason.TIMED_OUT, "chromium", "wall after 300 s"),
    "privacy/retention": NotRun(Text("Tidak diminta.", "Not asked for.")),
    "api/openapi-valid": NotApplicable(Text("Tidak ada berkas OpenAPI.", "No OpenAPI file.")),
}
_REASONS = (
    Text("2 kualifikasi wajib tidak terpenuhi: validasi masukan dan penyimpanan kata sandi.",
         "2 mandatory qualifications are not met: input validation and password storage."),
    Text("Kueri SQL dirangkai dari masukan pengguna di 40 tempat.",
         "SQL queries are built from user input in 40 places."),
    Text("1 pemeriksaan aksesibilitas gagal berjalan karena batas waktu.",
         "1 accessibility check failed to run because of the time limit."),
)  # fmt: skip
_STEPS = (
    Text("Penyedia memperbaiki temuan yang menahan, lalu mengajukan arsip baru.",
         "The vendor mends the blocking findings and submits a new archive."),
    Text("Pengelola mengulang pemeriksaan aksesibilitas dengan batas waktu lebih panjang.",
         "The operator repeats the accessibility check with a longer time limit."),
)  # fmt: skip


def report(findings: int = 40, *, extra_checks: int = 0, **changes: object) -> Report:
    """A failing report with every status, outcome and mark in it; `changes` go to `Report`."""
    ids = [row[0] for row in _CHECKS] + [f"security/extra-{n}" for n in range(extra_checks)]
    share, rest = divmod(findings, len(ids))
    checks = [check(name, count=share + (n < rest)) for n, name in enumerate(ids)]
    checks += [check(name, outcome) for name, outcome in _ABSENT.items()]
    first = checks[0].outcome
    assert isinstance(first, Ran)
    prints = tuple(item.fingerprint for item in first.findings)
    base = Report(
        completeness=Completeness.COMPLETE,
        subject=subject(),
        basis=basis(),
        languages={"php": 812, "javascript": 240},
        frameworks=(Framework("laravel", "10.3", "composer.lock"),),
        checks=tuple(sorted(checks, key=lambda item: item.id)),
        declared=Declared("Layanan Warga", "1.2.0", "PT Uji", "Dinas Uji"),
        verdict=Verdict(
            Overall.FAIL,
            _REASONS,
            _STEPS,
            _controls(prints),
            _families(),
            decisions(),
            answers(prints),
        ),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def decisions(text: str = "Dokumen sudah dibaca.") -> tuple[Decision, ...]:
    """One decision of each standing, with that statement."""
    evidence = (Evidence("uji-penetrasi.pdf", "ab" * 32, 4096),)
    return tuple(
        Decision(
            id=f"{number:064x}", kind="waiver" if number % 2 else "attestation",
            about=("f" * 32,) if number % 2 else ("DAERAH/PENTEST",),
            reason="mitigated" if number % 2 else "", statement=text,
            evidence=() if number % 2 else evidence, signer=f"Ani {text}", approver="Budi",
            until=date(2027, 1, 31), standing=standing, why=Text("Sebabnya.", "The reason."),
        )
        for number, standing in enumerate(Standing)
    )  # fmt: skip


def answers(prints: tuple[str, ...], text: str = "Dikerjakan pekan depan.") -> tuple[Answered, ...]:
    """One answer of each kind, to the first findings."""
    return tuple(
        Answered(name, answer, text, f"PT Contoh {text}", "Ani", "ab" * 32, date(2026, 11, 20))
        for name, answer in zip(prints, Answer, strict=False)
    )


def accepted(report: Report, name: str = "Ibu Contoh") -> Report:
    """The same report, somebody standing for it."""
    return replace(report, acceptances=(Accepted(name, date(2026, 11, 24), "cd" * 32),))


def _controls(prints: tuple[str, ...]) -> tuple[ControlResult, ...]:
    met = tuple(control(n, Status.MET) for n in range(4, 30))
    return (
        control(1, Status.UNMET, prints),
        control(2, Status.UNTESTED, checks=("accessibility/contrast",)),
        control(3, Status.REVIEW, mode=Mode.MANUAL,
                guidance=Text("Minta notula uji terima.", "Ask for the acceptance minutes.")),
        *met,
        control(30, Status.NOT_APPLICABLE, checks=("api/openapi-valid",)),
        control(31, Status.UNMET, prints[:2], is_announced=True, stage=Stage.OBSERVE,
                citation=replace(citation(), source="PP 33/2026", article="Pasal 12",
                                 effective_from=date(2027, 1, 16))),
    )  # fmt: skip


def _families() -> tuple[FamilyResult, ...]:
    enough = Text("Bukti mencukupi.", "The evidence suffices.")
    missed = Text("Cakupan di bawah batas kebijakan.", "Coverage is below the policy's floor.")
    return (
        FamilyResult("security", Status.MET, enough, 3, 0, 0, 369, 360),
        FamilyResult("accessibility", Status.UNTESTED, missed, 1, 1, 0, 123, 60),
        FamilyResult("privacy", Status.MET, enough, 1, 0, 0, 123, 120),
        FamilyResult("api", Status.REVIEW, missed, 1, 0, 1, 12, 12),
        FamilyResult("integrity", Status.MET, enough, 1, 0, 0, 1234, 1234),
    )


def passing() -> Report:
    """A report in which everything was looked at and nothing was found."""
    checks = tuple(check(row[0]) for row in _CHECKS)
    controls = tuple(control(n, Status.MET) for n in range(1, 20))
    reasons = (Text("Semua kualifikasi wajib terpenuhi.", "Every mandatory control is met."),)
    verdict = Verdict(Overall.PASS, reasons, _STEPS[:1], controls, ())
    return report(checks=checks, verdict=verdict)


def refused() -> Report:
    """What intake's refusal of an archive looks like."""
    refusal = Refusal(
        "path-escape", "../../etc/passwd",
        Text("Entri arsip keluar dari folder aplikasi.", "An entry leaves the folder."),
        Text("Buat arsip dari dalam folder aplikasi.", "Make the archive inside the folder."),
    )  # fmt: skip
    verdict = Verdict(Overall.INCONCLUSIVE, (refusal.message,), (refusal.remedy,), (), ())
    return report(
        completeness=Completeness.REFUSED, refusal=refusal, checks=(), verdict=verdict,
        subject=subject(tree="", files=0, bytes=0), languages={}, frameworks=(),
    )  # fmt: skip


_HOSTILE = (
    "<script>alert(1)</script>", "a\x1b[31mmerah\x1b[0m", "rtl\u202egpj.exe", "nol\x00byte",
    "|pipa|`tik`](javascript:alert(1))", "]]>&amp;<!--", "{{7*7}}{%raw%}", "=cmd()", "\ud800 yatim",
    "baris\nbaru\r\n# judul", "tag\U000e0041\U000e0042", "nol\u200blebar", "x" * 3000, "[red]a[/red]",
)  # fmt: skip


def hostile(seed: int = 0) -> Report:
    """A report whose every name, line and message from the archive is an attack."""
    rng = random.Random(seed)
    evil = lambda: rng.choice(_HOSTILE)  # noqa: E731
    found = fingerprinted(
        replace(
            finding("security/sql-injection", n),
            place=Place(f"app/{evil()}", n, n, evil()),
            message=Text(evil(), evil()), anchor=evil(), evidence=evil(), rule=evil(),
            excerpt=Excerpt(max(n - 1, 1), (evil(), evil(), evil())),
            steps=(Step(Place(evil(), 1), Text(evil(), evil())),),
            fix=Text(evil(), evil()), references=(evil(), "javascript:alert(1)"), tool=evil(),
        )
        for n in range(30)
    )  # fmt: skip
    scope = Scope(9, 3, 5, evil(), tuple(Skip(evil(), evil()) for _ in range(80)))
    ran = check("security/sql-injection", Ran(found, scope, Tool(evil(), evil(), evil())))
    failed = check("privacy/nik-in-logs", Failed(Reason.BUG, evil(), evil()))
    prints = tuple(item.fingerprint for item in found)
    verdict = Verdict(
        Overall.FAIL, tuple(Text(e, e) for e in _HOSTILE[:5]), (Text(evil(), evil()),),
        (control(1, Status.UNMET, prints), control(2, Status.UNTESTED)), (), decisions(evil()),
        answers(prints, evil()),
    )  # fmt: skip
    return report(
        checks=(failed, ran), verdict=verdict,
        declared=Declared(evil(), evil(), evil(), evil()),
        subject=subject(name=evil(), warnings=((evil(), evil()),)),
        languages={evil(): 3}, frameworks=(Framework(evil(), evil(), evil()),),
    )  # fmt: skip


def passing_firm() -> Report:
    """A passing report in which every article is verified by a primary source."""
    report_ = passing()
    firm = tuple(
        replace(item, control=replace(item.control, citation=citation()))
        for item in report_.verdict.controls
    )
    return replace(report_, verdict=replace(report_.verdict, controls=firm))
