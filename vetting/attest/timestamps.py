"""Time stamps (RFC 3161) for signed PDFs, by the authority that the office names, or none.

With one a signature is PAdES B-T: it stands though the signer's certificate runs out later. What
is sent is a digest; nothing of the document leaves the office.
"""

from typing import Any

from vetting.attest.address import is_safe
from vetting.attest.errors import BadProof
from vetting.model.text import Text

SECONDS = 30
_ASKS, _ANSWERS = "application/timestamp-query", "application/timestamp-reply"


def stamper(url: str) -> Any:
    """What pyHanko asks for time stamps, None for no address; raises BadProof for an unsafe one."""
    if not url:
        return None
    if not is_safe(url):
        raise BadProof(
            Text("alamat cap waktu harus https", "the time stamp address must be https"),
            where=url.split("?")[0][:80],
            hint=Text("Beri alamat https dari penyedia cap waktu.",
                      "Give the https address of the time stamp authority."),
        )  # fmt: skip
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    class Authority(TimeStamper):
        """One address, asked once for each stamp; an answer of another kind is an error."""

        async def async_request_tsa_response(self, req: Any) -> Any:
            return tsp.TimeStampResp.load(_asked(url, req.dump()))

    return Authority()  # type: ignore[no-untyped-call]


def _asked(url: str, query: bytes) -> bytes:
    """The authority's answer; raises ValueError, or what `requests` raises."""
    import requests

    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(url, query, headers={"Content-Type": _ASKS, "Accept": _ANSWERS},
                              timeout=SECONDS, allow_redirects=False)  # fmt: skip
    if answer.status_code != 200 or answer.headers.get("Content-Type") != _ANSWERS:
        raise ValueError(f"the time stamp authority said {answer.status_code}")
    return bytes(answer.content)
