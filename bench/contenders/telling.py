"""How contenders measure repeated work and tell what they found. Needs nothing but Python."""

import json
import time


def repeated(work, times):
    """The last result and the least process time of ``times`` calls."""
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        result = work()
        best = min(best, time.process_time() - before)
    return result, best


def tell(**told):
    """The one line that is read by who started this."""
    print(json.dumps(told))
