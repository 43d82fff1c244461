"""From which age somebody may open an account alone, by country; else the most careful rule."""

from __future__ import annotations

from genkan.knowledge import knowledge

OLDEST = 120  # years


def alone_from(country: str) -> int:
    """The age in years; a country without a rule has the most careful one."""
    rules = knowledge("ages")["country"]
    return int(
        rules[country]["alone_from"] if country in rules else max(one["alone_from"] for one in rules.values())
    )


def year_in(text: str, this_year: int) -> int | None:
    """A year of birth; also in the Buddhist era."""
    typed = text.strip()
    if not typed.isdecimal() or len(typed) != 4:
        return None
    year = int(typed) - 543 if int(typed) > this_year + 100 else int(typed)
    return year if this_year - OLDEST <= year <= this_year else None


def may_join_alone(country: str, birth_year: int, this_year: int) -> bool:
    """Whether they are old enough even if their birthday is still to come this year."""
    return this_year - birth_year - 1 >= alone_from(country)
