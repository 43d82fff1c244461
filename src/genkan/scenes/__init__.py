"""Practice scenes for a family: what could be said, how it may land, and rules that read one's own words.

Nothing here keeps, sends or scores anything. A judgement names what it saw, or says that it does not know.
"""

from genkan.scenes.judging import Judged, Part, Seen, judged, tidy
from genkan.scenes.rules import Rule, Rules, hard_tags, rules, tags
from genkan.scenes.telling import (
    END,
    Choice,
    JudgedTold,
    Scene,
    Tag,
    TagTold,
    Turn,
    choice_of,
    end_of,
    places_of,
    rules_told,
    scene,
    scene_ids,
    tag_words,
    told_of,
    turn_of,
)

__all__ = [
    "END",
    "Choice",
    "Judged",
    "JudgedTold",
    "Part",
    "Rule",
    "Rules",
    "Scene",
    "Seen",
    "Tag",
    "TagTold",
    "Turn",
    "choice_of",
    "end_of",
    "hard_tags",
    "judged",
    "places_of",
    "rules",
    "rules_told",
    "scene",
    "scene_ids",
    "tag_words",
    "tags",
    "tidy",
    "told_of",
    "turn_of",
]
