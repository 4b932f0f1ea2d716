"""The running application is asked only where the reviewer says so, and who allowed it."""

import json

from tests.unit.engines.live.servers import Faulty, serving

TRANSPORT = "api/live-transport"


def test_without_consent_nothing_is_sent(vet, repaired, tmp_path):
    with serving(Faulty) as address:
        refused = vet.submit(repaired, tmp_path / "a", "--url", address)
        offline = vet.submit(
            repaired, tmp_path / "b", "--url", address, "--url-consent", "Uji", "--offline"
        )
        assert (refused.code, offline.code, Faulty.seen) == (2, 2, [])
    assert "--url-consent" in refused.err
    assert not (tmp_path / "a").exists()


def test_the_log_lies_in_the_bundle(vet, tmp_path, policy_of):
    app = tmp_path / "app"
    app.mkdir()
    (app / "README.md").write_text("Aplikasi contoh.\n")
    with serving(Faulty) as address:
        run = vet.submit(
            app, tmp_path / "out", "--policy", policy_of(TRANSPORT),
            "--url", address, "--url-consent", "Penguji, Diskominfo",
        )  # fmt: skip
        assert Faulty.seen == ["GET /v1"]
    assert run.code == 1, run.err
    found = {one["rule"] for one in run.outcome(TRANSPORT)["findings"]}
    assert {"not-encrypted", "version-told"} <= found
    rows = [json.loads(line) for line in run.text("permintaan-langsung.jsonl").splitlines()]
    assert [row["event"] for row in rows] == ["start", "request", "answer", "end"]
    assert "permintaan-langsung.jsonl" in run.text("SHA256SUMS")
