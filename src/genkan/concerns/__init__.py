"""Days → what is drifting from this person's own usual, since about when, and how sure that is.

scores (Days or a table → six columns) → usual_life (how far from usual) → evidence (for a slide) → watch
(what is said) with onset (since when), ahead (at most four weeks), silence (nothing heard), clock (the
criteria's months) and change (better, worse, cannot tell). No clock, disk or chance inside. Thresholds and
sentences stand in ``knowledge/concerns``.
"""

from genkan.concerns.change import Change, Claim, change_of
from genkan.concerns.clock import CriteriaMark, clock_of
from genkan.concerns.scores import Scores, scores_of
from genkan.concerns.watch import Concern, Watch, WatchLevel, watch_of

__all__ = [
    "Change",
    "Claim",
    "Concern",
    "CriteriaMark",
    "Scores",
    "Watch",
    "WatchLevel",
    "change_of",
    "clock_of",
    "scores_of",
    "watch_of",
]
