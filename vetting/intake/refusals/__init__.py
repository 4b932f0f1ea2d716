"""Why a submission is refused, in words: one row a code, each with the remedy."""

from collections.abc import Mapping

from vetting.intake.refusals.limits import LIMITS
from vetting.intake.refusals.names import NAMES
from vetting.intake.refusals.refusal import Refusal
from vetting.intake.refusals.tar import TAR
from vetting.intake.refusals.zip import ZIP

REFUSALS: Mapping[str, Refusal] = {**NAMES, **ZIP, **TAR, **LIMITS}

__all__ = ["REFUSALS", "Refusal"]
