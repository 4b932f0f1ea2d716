"""So many jobs at once, the heaviest engine's first."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from vetting.runner.turns import InTurn, Turns
from vetting.sandbox.job import Done, Job, Level

JOB = Job(("/bin/true",))


class Slow:
    """A sandbox that notes how many jobs it had at once, and in what order they came."""

    level = Level.NAMESPACES

    def __init__(self, hold=None):
        self.now, self.most, self.order = 0, 0, []
        self._lock, self._hold = threading.Lock(), hold

    def run(self, job):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.order.append(job.argv[0])
        if self._hold:
            self._hold.wait(10)
        time.sleep(0.01)
        with self._lock:
            self.now -= 1
        return Done(0, b"", b"", None, 0.01, 1, self.level)


def nothing():
    pass


@pytest.mark.parametrize("places", [1, 2, 3])
def test_no_more_jobs_at_once_than_places(places):
    inner = Slow()
    turns = Turns(inner, places)
    with ThreadPoolExecutor(8) as pool:
        walls = [InTurn(turns, rank, nothing) for rank in range(8)]
        for future in [pool.submit(one.run, JOB) for one in walls for _ in range(3)]:
            future.result()
    assert inner.most == places
    assert len(inner.order) == 24


def test_of_those_who_wait_the_lowest_rank_goes_first():
    gate = threading.Event()
    inner = Slow(gate)
    turns = Turns(inner, 1)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(InTurn(turns, 9, nothing).run, Job(("first",)))
        while not inner.order:
            time.sleep(0.001)
        rest = [pool.submit(InTurn(turns, n, nothing).run, Job((str(n),))) for n in (3, 1, 2)]
        while len(turns._waiting) < 3:
            time.sleep(0.001)
        gate.set()
        for future in [first, *rest]:
            future.result()
    assert inner.order == ["first", "1", "2", "3"]


def test_a_job_that_raises_gives_its_turn_back():
    class Broken(Slow):
        def run(self, job):
            raise OSError(job.argv[0])

    turns = Turns(Broken(), 1)
    for _ in range(2):
        with pytest.raises(OSError, match="true"):
            InTurn(turns, 1, nothing).run(JOB)


def test_an_engine_begins_once_and_not_before_its_turn():
    begun = []
    turns = Turns(Slow(), 1)
    walls = InTurn(turns, 1, lambda: begun.append(1))
    turns.take(0)
    waiting = threading.Thread(target=walls.run, args=(JOB,))
    waiting.start()
    time.sleep(0.02)
    assert begun == []
    turns.give()
    waiting.join(10)
    walls.run(JOB)
    assert begun == [1]
