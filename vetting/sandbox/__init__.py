"""One door for every process: no network, no secrets, a read-only view, caps, no strays."""
