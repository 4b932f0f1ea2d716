"""Made-up residents for the tests: real kecamatan codes, random dates and serials."""

import random

from vetting.engines.personal_data.numbers import DAYS, regions


class Maker:
    """Draws numbers with a fixed seed."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self._regions = sorted(regions())
        self._days = sorted(DAYS)

    def nik(self) -> str:
        region = self.random.choice(self._regions).decode()
        return f"{region}{self.random.choice(self._days).decode()}{self.random.randint(1, 999):04}"

    def niks(self, count: int) -> list[str]:
        return [self.nik() for _ in range(count)]

    def random_digits(self, length: int = 16) -> str:
        return "".join(self.random.choices("0123456789", k=length))
