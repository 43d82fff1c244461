"""The invented family, read the same way as anybody's files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from genkan.answers import answers_of
from genkan.course import Reading, read
from genkan.nouns import Answers
from genkan.pretend import demo_family
from genkan.store import sources_from

ZONE = "Asia/Bangkok"
PLAIN_ANSWERS: Mapping[str, object] = {"impairment": "yes", "reasons": []}
ANSWERS: Answers = answers_of(PLAIN_ANSWERS)


def reading(last: date, lang: str = "en") -> Reading:
    """Nine invented months up to ``last``, through the same importers as real files."""
    family = demo_family(last, lang=lang, zone=ZONE)
    files = family.files.items()
    return read((source for name, content in files for source in sources_from(content, name)), ZONE)
