"""What tests of pages share."""

import pytest

SHORT = 1.0


@pytest.fixture
def file_seconds(monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds that one file may take: less than in earnest, so that waiting for it is short."""
    monkeypatch.setattr("vetting.engines.browser.site.FILE_SECONDS", SHORT)
    return SHORT
