"""OSCAL 1.2.1: the policy as a profile of its catalogue, and how it is assessed as a plan.

Both are of the policy at the tier judged, and not of the application: equal policies give equal
bytes. Each control has one activity, a test by its checks or an examination by a person.
"""

from typing import Any

from vetting.content import Content
from vetting.model.policy import Mode
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.model.verdict import ControlResult
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.formats import FORMATS
from vetting.render.oscal import NONE, identity, line, metadata, selection, token, written


def profile(report: Report, language: Language, content: Content) -> bytes:
    """Which controls of the catalogue hold, and how strictly."""
    t = catalogue(content, language)
    items = report.verdict.controls
    chosen = [{"with-ids": [token(item.control.id) for item in items]}] if items else []
    imported: dict[str, Any] = {"href": FORMATS["oscal-catalog"].file}
    if chosen:
        imported["include-controls"] = chosen
    else:
        imported["include-all"] = {}
    plain: dict[str, Any] = {
        "uuid": identity("profile", report.basis.policy_digest),
        "metadata": metadata(report, t.text(report.basis.policy_title)),
        "imports": [imported],
        "merge": {"as-is": True},
    }
    alters = [_alter(item) for item in items]
    return written({"profile": plain | ({"modify": {"alters": alters}} if alters else {})})


def plan(report: Report, language: Language, content: Content) -> bytes:
    """The assessment plan that the results name: an activity a control, one task for all."""
    t, items = catalogue(content, language), report.verdict.controls
    seed = report.basis.policy_digest
    subject = identity("subject", seed)
    plain: dict[str, Any] = {
        "uuid": identity("plan", seed),
        "metadata": metadata(report, t.text(report.basis.policy_title)),
        "import-ssp": {"href": f"#{subject}"},
        "reviewed-controls": selection([item.control.id for item in items] or [NONE]),
        "assessment-subjects": [{"type": "component", "include-all": {}}],
        "back-matter": {"resources": [{
            "uuid": subject, "title": t("fields.application"),
            "description": t("document.plan-subject"),
        }]},
    }  # fmt: skip
    activities = [_activity(item, t, seed) for item in items]
    if activities:
        plain["local-definitions"] = {"activities": activities}
        plain["tasks"] = [_task(activities, t, seed)]
    return written({"assessment-plan": plain})


def _alter(item: ControlResult) -> dict[str, Any]:
    control = item.control
    props = [("mode", control.mode), ("stage", control.stage), ("blocks-at", control.blocks_at)]
    rows = [{"name": name, "value": str(value)} for name, value in props]
    return {"control-id": token(control.id), "adds": [{"position": "ending", "props": rows}]}


def _activity(item: ControlResult, t: Catalogue, seed: str) -> dict[str, Any]:
    control = item.control
    how = t(f"mode.{control.mode}")
    said = f"{how}: {', '.join(control.checks)}" if control.checks else how
    if control.guidance:
        said += f". {t.text(control.guidance)}"
    method = "EXAMINE" if control.mode is Mode.MANUAL else "TEST"
    return {
        "uuid": identity(f"activity {control.id}", seed),
        "title": line(t.text(control.title)),
        "description": line(said),
        "props": [{"name": "method", "value": method}],
        "related-controls": selection([control.id]),
    }


def _task(activities: list[dict[str, Any]], t: Catalogue, seed: str) -> dict[str, Any]:
    subjects = [{"type": "component", "include-all": {}}]
    return {
        "uuid": identity("task", seed),
        "type": "action",
        "title": t("title"),
        "associated-activities": [
            {"activity-uuid": each["uuid"], "subjects": subjects} for each in activities
        ],
    }
