"""Contact: days with words exchanged; where nobody tells of words, calls and messages."""

from __future__ import annotations

import numpy as np

from genkan.nouns import Because
from genkan.signs.judging import (
    WEEK,
    Flags,
    Ground,
    Possible,
    SignRoom,
    chosen,
    few,
    reason,
    told,
    week_of,
    week_sum,
)


def possible(ground: Ground) -> Possible:
    """By days with words in the last seven: at most 3 is SOME, at most 1 STRONG.

    Where words are not usually told but the phone's log is: a week's calls and messages at half of the
    usual or less are SOME, at a quarter STRONG. Days the log does not know could hold any number.
    """
    talked = ground.days["talked"]
    rule = ground.rules["words"]
    by_words = few(told(talked, talked > 0), rule["some_at_most"], rule["strong_at_most"])
    return chosen(by_log(ground), _by_exchanges(ground), by_words)


def by_log(ground: Ground) -> Flags:
    """Days on which the phone's log is the better witness: it has a usual and spoken words have none."""
    with np.errstate(invalid="ignore"):
        busy: Flags = ground.centre("contacts") >= float(ground.rules["exchanges"]["least_usual"])
    return busy & np.isnan(ground.centre("talked"))


def _by_exchanges(ground: Ground) -> Possible:
    rule = ground.rules["exchanges"]
    contacts = ground.days["contacts"]
    expected = WEEK * ground.centre("contacts")
    known = np.isfinite(contacts)
    total = week_sum(np.where(known, contacts, 0.0))
    whole = week_sum(known) == WEEK
    with np.errstate(invalid="ignore"):
        some, strong = total <= rule["some_share"] * expected, total <= rule["strong_share"] * expected
    high = some.astype(np.int8) + (some & strong).astype(np.int8)
    return Possible(np.where(whole, high, np.int8(0)), high)


def because(ground: Ground, index: int) -> list[Because]:
    """Days with words of the last seven, and exchanges by phone where a log tells of them."""
    said: list[Because] = []
    words = week_of(ground.days["talked"], index)
    if len(words):
        facts = {"talked": int((words > 0).sum()), "unknown": WEEK - len(words)}
        said.append(reason(ground.rules, "words", "contact.words", **facts))
    exchanged = week_of(ground.days["contacts"], index)
    if len(exchanged):
        facts = {"exchanged": int(exchanged.sum()), "known": len(exchanged)}
        said.append(reason(ground.rules, "exchanges", "contact.exchanges", **facts))
        usual = WEEK * float(ground.centre("contacts")[index])
        if np.isfinite(usual):
            said.append(reason(ground.rules, "exchanges", "contact.usual", usual=round(usual)))
    return said


ROOM = SignRoom(possible, because)
