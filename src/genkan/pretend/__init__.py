"""Invented people with known truth, seeded: for demos, documentation, tests and benchmarks.

>>> from datetime import date
>>> from genkan.pretend import PEOPLE, life
>>> one = life("garden_only", seed=1, first=date(2026, 1, 1), days=14)
>>> int(one.daily.left_home.sum()), "slow_withdrawal" in PEOPLE
(0, True)
"""

from genkan.pretend.demo import Demo, demo_family
from genkan.pretend.lives import Life, life
from genkan.pretend.people import PEOPLE, Person, Phase
from genkan.pretend.phones import Observed, observed

__all__ = ["PEOPLE", "Demo", "Life", "Observed", "Person", "Phase", "demo_family", "life", "observed"]
