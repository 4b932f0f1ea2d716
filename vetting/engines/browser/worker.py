"""Inside the sandbox: templates to pages, pages to a browser, faults back as JSON.

Reads one request on stdin and prints one answer. Nothing here is trusted by the caller.
"""

import asyncio
import json
import sys
from typing import Any

from vetting.engines.browser.site import Site
from vetting.engines.browser.survey import Survey


def main() -> None:
    """Answer one request."""
    request: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    site = Site(request["root"], request["pages"], request["sheets"], request.get("made", {}))
    survey = Survey(site, request)
    answer = asyncio.run(survey.pages() if request.get("looks") is False else survey.run())
    json.dump(answer, sys.stdout, ensure_ascii=True, sort_keys=True)


if __name__ == "__main__":
    main()
