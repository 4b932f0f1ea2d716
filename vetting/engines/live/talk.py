"""The conversation with a running application, as it is judged. Plain values."""

import base64
from dataclasses import dataclass, replace
from typing import Any

from vetting.engines.live.client import Answer, Client, Handshake, Request
from vetting.model.contract import Operation
from vetting.model.outcome import Failed


@dataclass(frozen=True, slots=True)
class Asked:
    """One request made from the contract's operation (`get /izin`), and its answer.

    `is_negative`: the request breaks the contract. `broken` are (kind, words) of how the answer
    breaks it, `leaks` (kind, piece) of what it lets on.
    """

    document: str
    operation: str
    is_negative: bool
    request: Request
    answer: Answer
    broken: tuple[tuple[str, str], ...] = ()
    leaks: tuple[tuple[str, str], ...] = ()

    def plain(self) -> dict[str, Any]:
        """What the worker is told of the answer."""
        return {
            "document": self.document,
            "operation": self.operation,
            "status": self.answer.status,
            "headers": [list(pair) for pair in self.answer.headers],
            "body": base64.b64encode(self.answer.body).decode(),
            "is_cut": self.answer.is_cut,
        }

    def judged(self, row: Any) -> "Asked":
        """The same with the worker's word; raises for another shape."""
        pairs = {key: tuple((str(kind), str(said)) for kind, said in row[key]) for key in _WORDS}
        return replace(self, broken=pairs["broken"], leaks=pairs["leaks"])


_WORDS = ("broken", "leaks")


@dataclass(frozen=True, slots=True)
class Talk:
    """All that was said. `first` is the answer at the address itself, with a foreign origin.

    `operations` are those of the contracts by document; `fault` is why they were not asked.
    """

    client: Client
    shake: Handshake
    first: Answer
    operations: tuple[tuple[str, Operation], ...]
    asked: tuple[Asked, ...]
    fault: Failed | None = None
    first_leaks: tuple[tuple[str, str], ...] = ()

    def failed(self, fault: Failed) -> "Talk":
        """The same, with no word on the contract's part."""
        return replace(self, fault=fault)

    def with_answers(self, asked: tuple[Asked, ...], leaks: tuple[tuple[str, str], ...]) -> "Talk":
        """The same with all answers judged."""
        return replace(self, asked=asked, first_leaks=leaks)
