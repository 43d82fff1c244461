"""Plans: the ladder, small steps on the floors of reach, chosen by the person and offered one at a time.

What a page needs, and nothing else::

    ladder = rungs()                                     # every rung by id; rung_words(id, lang) says it
    said = said_from(plain)                              # own order, what is not theirs, rest, where to
    order_of(said, ladder).ranked()                      # the person's own order, smaller ones first
    next_pair(said, ladder, mine(ladder, said))          # two rungs to compare, or None
    tries = [try_from(one) for one in plain]             # Try.plain() is the way back
    offer = offer_of(tries, ladder, said, day, answers)  # a step, rest, a free choice, or help first
    path_of(tries, ladder)                               # stones on the six floors, ready to be drawn
    climb = climb_from(plain)                            # all of it as one thing that is kept: Climb.plain()

``answers`` are the check-up's (``genkan.checkup.given.Given``); ``held_back`` says what asks for a
professional first, ``not_asked`` what to ask before a first step. Reasons are ids of sentences in
``knowledge/words/ladder``. A person's own step is a ``Rung`` added to the ladder, made like one near it.
Nothing here knows the clock, the disk or who is looking; the same input gives the same offer.
"""

from genkan.plans.climb import Begun, Climb, Kept, Own, Standing, climb_from
from genkan.plans.figures import needs
from genkan.plans.gate import Held, held_back, not_asked
from genkan.plans.offer import VARY, Kind, Offer, of_ten, offer_of, surprise_of
from genkan.plans.order import Order, next_pair, order_of
from genkan.plans.rungs import LEANS, Rung, mine, rung_words, rungs, shelf_of
from genkan.plans.said import Pair, Said, said_from
from genkan.plans.tries import Outcome, Stone, Try, path_of, try_from

__all__ = [
    "LEANS",
    "VARY",
    "Begun",
    "Climb",
    "Held",
    "Kept",
    "Kind",
    "Offer",
    "Order",
    "Outcome",
    "Own",
    "Pair",
    "Rung",
    "Said",
    "Standing",
    "Stone",
    "Try",
    "climb_from",
    "held_back",
    "mine",
    "needs",
    "next_pair",
    "not_asked",
    "of_ten",
    "offer_of",
    "order_of",
    "path_of",
    "rung_words",
    "rungs",
    "said_from",
    "shelf_of",
    "surprise_of",
    "try_from",
]
