"""Personal data of real people inside the application: numbers, contact lists, dumps, photos."""

from vetting.engines.personal_data.engine import PersonalData

__all__ = ["PersonalData"]
