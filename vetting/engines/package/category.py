"""The questionnaire on the system's category: its points, and the tier that they give.

The answers are the vendor's and the owner's word, so they may raise what the office chose and
never lower it. Incomplete answers count as the middle category.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from vetting.content import load_yaml
from vetting.engines.base import Bench
from vetting.engines.package.submission import Look, Submission
from vetting.model.annex import Annex, Table
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.policy import Tier
from vetting.model.text import Text, same
from vetting.model.tree import Tree


def look(check: Check, found: Submission | None, path: str, tree: Tree, bench: Bench) -> Look:
    """A finding for each question without an answer; the annex carries the tier."""
    del tree, bench
    if found is None:
        return Look(iter(()))
    sheet = load_yaml(check.folder / str(check.settings["questions"]))
    answers = found.answers or {}
    findings = list(_findings(check, sheet, found, path))
    tier = Tier.TINGGI if findings else tier_of(sheet, answers)
    # Silence is for a person to ask about; half an answer is taken for the middle category.
    annex = _annex(check, sheet, answers, tier) if answers else None
    return Look(iter(findings), annex)


def points_of(sheet: Mapping[str, Any], answers: Mapping[str, str]) -> int:
    """The sum of points; an answer that is missing or unknown gives none."""
    return sum(int(sheet["points"].get(answers.get(name, ""), 0)) for name in sheet["questions"])


def tier_of(sheet: Mapping[str, Any], answers: Mapping[str, str]) -> Tier:
    """The heaviest tier whose least points the answers reach."""
    points, least = points_of(sheet, answers), sheet["from"]
    reached = [tier for tier in Tier if points >= int(least[tier.value])]
    return reached[-1] if reached else Tier.RENDAH


def _findings(
    check: Check, sheet: Mapping[str, Any], found: Submission, path: str
) -> Iterator[Finding]:
    place = Place(path, found.line("category"))
    if not found.answers:
        yield check.finding(
            "no-answers", place, anchor="category",
            message=Text("Kuesioner kategori sistem belum dijawab.",
                         "The questionnaire on the system's category is not answered."),
        )  # fmt: skip
        return
    for name, question in sheet["questions"].items():
        if found.answers.get(name) not in sheet["points"]:
            yield check.finding(
                "unanswered", place, anchor=name,
                message=Text(f"Belum dijawab: {question['id']}",
                             f"Not answered: {question['en']}"),
            )  # fmt: skip


def _annex(check: Check, sheet: Mapping[str, Any], answers: Mapping[str, str], tier: Tier) -> Annex:
    rows = []
    for name, question in sheet["questions"].items():
        given = answers.get(name, "")
        choice = question["answers"].get(given)
        rows.append((
            Text(question["id"], question["en"]),
            Text(f"{given}. {choice['id']}", f"{given}. {choice['en']}") if choice else same("–"),
            same(str(sheet["points"].get(given, 0))),
        ))  # fmt: skip
    points = points_of(sheet, answers)
    said = Text(f"Kuesioner kategori: {points} angka, kategori {tier}",
                f"Category questionnaire: {points} points, category {tier}")  # fmt: skip
    columns = Text("Pertanyaan", "Question"), Text("Jawaban", "Answer"), Text("Angka", "Points")
    note = Text(f"{said.id}. Jawaban hanya dapat menaikkan kategori yang dipilih kantor.",
                f"{said.en}. Answers can only raise the category that the office chose.")  # fmt: skip
    return Annex(
        "category", check.title, note, (Table("category", check.title, columns, tuple(rows)),),
        weighs=(said,) if tier is not Tier.RENDAH else (), raises=tier,
    )  # fmt: skip
