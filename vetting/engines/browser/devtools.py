"""A browser of our own and the one page in it, told what to do over a pipe; inside the sandbox.

A driver beside the browser hears and repeats every event of the page: it took a third of the
processor time of a page, and more than the browser itself to start (docs/adr/0061).
"""

import asyncio
import json
import os
import shutil
import signal
import tempfile
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

END_SECONDS = 5
_LONGEST = 1 << 30  # bytes of one answer; the sandbox's cap on memory comes first
# Where the browser reads commands and writes answers.
_IN, _OUT = 3, 4

Params = Mapping[str, Any]
NOTHING: Params = {"responseCode": 204}
"""A reply that leaves the page where it is."""


class Lost(Exception):
    """The browser refused a command, or is no more."""


class Devtools:
    """A running browser and its page. `start`, `attach`, then `send`; `stop` whatever happens."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._profile = ""
        self._writer: Any = None
        self._reading: asyncio.Task[None] | None = None
        self._count = 0
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._heard: dict[str, Callable[[Params], None]] = {}
        self._page = ""
        self._target = ""

    async def start(self, chromium: str, arguments: Sequence[str]) -> str:
        """Start the browser with a profile of its own; what it calls itself."""
        self._profile = tempfile.mkdtemp(prefix="vet-browser-")
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        try:
            self._process = await asyncio.create_subprocess_exec(
                chromium, *arguments, f"--user-data-dir={self._profile}",
                "--remote-debugging-pipe", "about:blank",
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL, start_new_session=True, close_fds=False,
                preexec_fn=lambda: _place(theirs_in, theirs_out),  # all others close by themselves
            )  # fmt: skip
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_LONGEST)
        await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours_in, "rb", 0)
        )
        self._writer, _ = await loop.connect_write_pipe(
            asyncio.Protocol, os.fdopen(ours_out, "wb", 0)
        )
        self._reading = asyncio.ensure_future(self._read(reader))
        return str((await self.command("Browser.getVersion"))["product"]).rpartition("/")[2]

    async def attach(self) -> None:
        """Take the browser's page."""
        targets = (await self.command("Target.getTargets"))["targetInfos"]
        self._target = next(found["targetId"] for found in targets if found["type"] == "page")
        attached = await self.command(
            "Target.attachToTarget", {"targetId": self._target, "flatten": True}
        )
        self._page = attached["sessionId"]
        await self.send("Inspector.enable")

    async def hide(self) -> None:
        """Minimise the window; sizes, styles and focus stay those of a window in front."""
        window = await self.command("Browser.getWindowForTarget", {"targetId": self._target})
        bounds = {"windowId": window["windowId"], "bounds": {"windowState": "minimized"}}
        await self.command("Browser.setWindowBounds", bounds)

    def on(self, event: str, act: Callable[[Params], None]) -> None:
        """Call `act` with each event of this name."""
        self._heard[event] = act

    async def send(self, method: str, params: Params | None = None) -> Any:
        """What the page answers; raises Lost. Commands are carried out in the order of the calls."""
        return await self._asked(method, params, self._page)

    async def command(self, method: str, params: Params | None = None) -> Any:
        """What the browser itself answers; raises Lost."""
        return await self._asked(method, params, "")

    async def renderers(self) -> frozenset[int]:
        """The processes that pages have."""
        told = await self.command("SystemInfo.getProcessInfo")
        processes = told["processInfo"]
        return frozenset(one["id"] for one in processes if one["type"] == "renderer")

    async def stay_alone(self) -> None:
        """No other window, no dialog that is waited for, and no download, whatever the page does."""

        def opened(event: Params) -> None:
            target = event["targetInfo"]
            if target["type"] == "page" and target["targetId"] != self._target:
                self._tell("Target.closeTarget", {"targetId": target["targetId"]}, "")

        self.on("Target.targetCreated", opened)
        self.on("Page.javascriptDialogOpening", lambda _: self._dismiss())
        await self.command("Target.setDiscoverTargets", {"discover": True})
        await self.command("Browser.setDownloadBehavior", {"behavior": "deny"})
        await self.send("Page.enable")

    def _dismiss(self) -> None:
        self._tell("Page.handleJavaScriptDialog", {"accept": False})

    async def serve(self, answer: Callable[[Params, bool], Params | None]) -> None:
        """Let no request out: each is given to `answer` with whether it is for a document."""

        def paused(event: Params) -> None:
            is_document = event.get("resourceType") == "Document"
            reply = answer(event["request"], is_document)
            request = {"requestId": event["requestId"]}
            if reply is None:
                self._tell("Fetch.failRequest", {**request, "errorReason": "BlockedByClient"})
            else:
                self._tell("Fetch.fulfillRequest", {**request, **reply})

        self.on("Fetch.requestPaused", paused)
        await self.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    async def stop(self) -> None:
        """End the browser, however it is, and remove its profile."""
        process = self._process
        if process is not None:
            with suppress(Exception):
                await asyncio.wait_for(self.command("Browser.close"), END_SECONDS)
                await asyncio.wait_for(process.wait(), END_SECONDS)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        if self._reading is not None:
            self._reading.cancel()
        if self._writer is not None:
            self._writer.close()
        shutil.rmtree(self._profile, ignore_errors=True)

    async def _asked(self, method: str, params: Params | None, page: str) -> Any:
        if self._reading is None or self._reading.done():
            raise Lost("the browser has ended")
        answer = asyncio.get_running_loop().create_future()
        self._waiting[self._tell(method, params, page)] = answer
        return await answer

    def _tell(self, method: str, params: Params | None = None, page: str | None = None) -> int:
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": params or {}}
        session = self._page if page is None else page
        if session:
            message["sessionId"] = session
        self._writer.write(json.dumps(message).encode() + b"\0")
        return self._count

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                self._take(json.loads((await reader.readuntil(b"\0"))[:-1]))
        except (asyncio.IncompleteReadError, ValueError, OSError):
            self._lose("the browser has ended")

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            answer = self._waiting.pop(message["id"], None)
            if answer is None or answer.done():
                return
            if "error" in message:
                answer.set_exception(Lost(str(message["error"].get("message", ""))[:200]))
            else:
                answer.set_result(message["result"])
        elif self._page and self._page in _gone(message):
            self._lose("the page has crashed")
        elif message["method"] in self._heard:
            self._heard[message["method"]](message["params"])

    def _lose(self, why: str) -> None:
        """Nobody answers any more: whoever waits is told."""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(Lost(why))
        self._waiting.clear()


def _gone(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The page that an event says is no more."""
    if message["method"] == "Inspector.targetCrashed":
        return (message.get("sessionId", ""),)
    is_detached = message["method"] == "Target.detachedFromTarget"
    return (message["params"].get("sessionId", ""),) if is_detached else ()


def headers(named: Mapping[str, str]) -> list[dict[str, str]]:
    """As the browser takes them."""
    return [{"name": name, "value": value} for name, value in named.items()]


def body(content: bytes) -> str:
    """As the browser takes it."""
    return b64encode(content).decode()


def _place(theirs_in: int, theirs_out: int) -> None:
    """In the child, before the browser: the pipes where it looks for them, and nowhere else."""
    spare = max(theirs_in, theirs_out, _OUT) + 1
    os.dup2(theirs_in, spare, inheritable=False)
    os.dup2(theirs_out, spare + 1, inheritable=False)
    os.dup2(spare, _IN)
    os.dup2(spare + 1, _OUT)
