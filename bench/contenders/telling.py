"""How contenders measure repeated work and tell what they found. Needs nothing but Python."""

import json
import time

_begun = []


def begin():
    """Everything is imported; from here on it is work."""
    _begun.append(time.process_time())


def repeated(work, times):
    """The last result and the least process time of ``times`` calls."""
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        result = work()
        best = min(best, time.process_time() - before)
    return result, best


def tell(**told):
    """The one line that is read by who started this; ``inner`` is the process time since ``begin``."""
    if _begun:
        told["inner"] = time.process_time() - _begun[-1]
    print(json.dumps(told))
