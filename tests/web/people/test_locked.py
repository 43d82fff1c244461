"""Locked values open only whole, in their place and with their key; marks join spellings and lead nowhere."""

from __future__ import annotations

import base64

import pytest
from django.test import override_settings

from genkan_web.locked import Mark, Unopenable, lock, mark_of, unlock


def test_what_is_locked_opens_again_and_never_looks_the_same() -> None:
    """Any text comes back; two locks of one text differ."""
    for text in ("words", "ひきこもり ✿", "x" * 10_000):
        boxes = {lock(text, "table.column") for _ in range(3)}
        assert len(boxes) == 3
        assert {unlock(box, "table.column") for box in boxes} == {text}
        assert not any(text in box for box in boxes)


def test_changed_moved_or_with_another_key_it_does_not_open() -> None:
    """One bit anywhere, another column, another key: a refusal that says nothing of the content."""
    box = lock("canary", "table.column")
    packed = bytearray(base64.urlsafe_b64decode(box.removeprefix("g1.")))
    for at in range(len(packed)):
        packed[at] ^= 1
        with pytest.raises(Unopenable) as refused:
            unlock("g1." + base64.urlsafe_b64encode(bytes(packed)).decode(), "table.column")
        assert "canary" not in str(refused.value)
        packed[at] ^= 1
    for wrong in (lambda: unlock(box, "table.other"), lambda: unlock("g1.", "table.column")):
        with pytest.raises(Unopenable):
            wrong()
    with override_settings(SECRET_KEY="another"), pytest.raises(Unopenable):  # noqa: S106
        unlock(box, "table.column")


def test_one_name_has_one_mark_for_one_purpose() -> None:
    """Case, width and spaces around do not matter; purpose and key do."""
    assert mark_of("Moss-1234") == mark_of("  ｍｏｓｓ－1234 ") == mark_of("MOSS-1234")
    assert len({mark_of("moss"), mark_of("moss", "giver"), mark_of("fern")}) == 3
    with override_settings(SECRET_KEY="another"):  # noqa: S106
        other = mark_of("moss")
    assert other != mark_of("moss")
    assert isinstance(other, Mark)
