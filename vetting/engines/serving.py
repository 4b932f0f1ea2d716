"""How a worker inside the sandbox is spoken to; see `vetting.sandbox.serving`."""

from vetting.sandbox.serving import serve as serve
