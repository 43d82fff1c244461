"""What stands in the way, as one sentence: keys, a changed record, a damaged backup, a full disk."""

from __future__ import annotations

from genkan.knowledge import sentence


class Stopped(Exception):
    """Something was not done. ``said`` names its sentence; ``facts`` hold no content of any person."""

    def __init__(self, said: str, **facts: object):
        super().__init__(said)
        self.said = said
        self.facts = facts

    def told(self, lang: str = "en") -> str:
        """The sentence in a language."""
        return sentence(self.said, lang, **self.facts)

    def __str__(self) -> str:
        return self.told()


class NotOpened(Stopped):
    """A locked text did not open: wrong key, or a byte was changed. There is never a half-opened text."""


class NotRecorded(Stopped):
    """The look could not be written down, so nothing is shown."""


class ChangedMeanwhile(Stopped):
    """Somebody else saved the same thing since it was read; nothing was overwritten."""
