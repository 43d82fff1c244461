"""Work that is stopped after so many steps, as by a key pressed or a machine that goes down in good order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def stopping(call: Callable[..., Any], after: int) -> Callable[..., Any]:
    """The same function; once it was called ``after`` times it raises KeyboardInterrupt."""
    done = 0

    def instead(*told: Any) -> Any:
        nonlocal done
        if done == after:
            raise KeyboardInterrupt
        done += 1
        return call(*told)

    return instead
