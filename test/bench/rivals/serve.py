"""The protocol between a rival and the bench: its name first, then a number for every line that it reads."""

import sys
import time


def serve(name, run):
    """Prints what `run()` returns for every line of the input. `name` includes the version."""
    print(name, flush=True)
    for _ in sys.stdin:
        print(run(), flush=True)


def seconds(work):
    """Makes a run of a piece of work: the seconds that it takes by the clock."""

    def run():
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run


def fastest(items, turn, least_seconds=0.7):
    """Items a second in the best of many short runs."""
    least, end = float("inf"), time.perf_counter() + least_seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        turn()
        least = min(least, time.perf_counter() - start)
    return items / least
