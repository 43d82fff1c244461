"""How right Genkan is about invented people whose every minute is known.

``python bench/accuracy.py [--quick] [--only PERSON] [--list FILE]`` writes every person's files in the
vendors' formats, reads them through the real importers, compares with the truth, prints the tables and
writes ``docs/reference/accuracy.md``. ``--list`` also writes every day that was read wrong to a file. With
``--quick`` or ``--only`` nothing but the tables on the screen comes of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).parent))

import truth
from genkan.pretend import PEOPLE
from report import REFERENCE, made_by, table
from scores import DAYS, FIRST, ROUTES, SEED, Score, scores_of

MISSING = (0.0, 0.3, 0.6)
HOURS_MARK, SLEEP_MARK, STEPS_MARK = 0.07, 15, 0.01  # beyond these a case gets a line of its own
DOC = REFERENCE / "accuracy.md"
SAID_OF_COLUMNS = """
*Right*: read as the truth. *Said out*, *said home*: read wrongly. *Unknown*: Genkan says it cannot tell,
though by these rules it could. *Beyond*: read wrongly on a day nobody could know (a phone left at home; an
outing inside one short silence). In a diary, knowable are the days it tells of. Mid-sleep: minutes between
the middle read and the true one, on the clock. Stage: *equal*; *open* when the truth is among the states
Genkan leaves possible; *other* when not.
"""


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="no missing days, three kinds of files")
    parser.add_argument("--only", choices=list(PEOPLE), help="one person")
    parser.add_argument("--list", type=Path, help="write every wrong day to this file")
    told = parser.parse_args()
    missing = MISSING[:1] if told.quick else MISSING
    routes = ("visits", "apple", "all") if told.quick else tuple(ROUTES)
    people = [told.only] if told.only else list(PEOPLE)
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(scores_of, person, missing, routes) for person in people]
        scores = [score for job in jobs for score in job.result()]
    if told.list:
        told.list.write_text("\n".join(findings(scores)) + "\n")
    print(f"\n{by_route(scores)}\n\n{by_person(scores)}\n")
    print("\n".join(line for line in findings(scores) if not line.startswith(" ")))
    if not told.quick and not told.only:
        DOC.write_text(page(scores))


def _faulty(scores: Iterable[Score]) -> list[Score]:
    """Cases with more to say than days read wrongly that nobody could know."""
    return [score for score in scores if list(_troubles(replace(score, beyond=0)))]


def findings(scores: Iterable[Score]) -> Iterator[str]:
    """Every case that is not right in one line, each of its days in one further line, indented."""
    for score in scores:
        told = list(_troubles(score))
        if told:
            yield f"{score.case.person} · {score.case.route} · {score.case.missing:.0%}: {'; '.join(told)}"
            yield from (f"    {line}" for line in score.wrong_days)


def _troubles(score: Score) -> Iterator[str]:
    if score.trouble:
        yield f"refused: {score.trouble}"
    if score.right < score.known:
        parts = (
            (score.said_out, "read out though home"),
            (score.said_home, "read home though out"),
            (score.unsaid, "unknown"),
        )
        words = ", ".join(f"{count} {said}" for count, said in parts if count)
        yield f"{score.known - score.right} of {score.known} knowable days ({words})"
    if score.beyond:
        yield f"{score.beyond} read wrongly that nobody could know"
    if score.hours and mean(score.hours) > HOURS_MARK:
        yield f"hours out {median(score.hours):.2f} h off in the median, {mean(score.hours):.2f} in the mean"
    if score.sleeps and median(score.sleeps) > SLEEP_MARK:
        yield f"mid-sleep {median(score.sleeps):.0f} min off"
    if score.steps_ratio is not None and abs(score.steps_ratio - 1) > STEPS_MARK:
        yield f"steps {score.steps_ratio:.3f} of the truth"
    if score.true_state:
        yield from _stage_troubles(score)


def _stage_troubles(score: Score) -> Iterator[str]:
    since = "" if score.months is None else f" for {score.months:.1f} months"
    if score.true_state not in score.possible:
        yield f"stage {score.state}, truth {score.true_state}{since}"
    elif score.state != score.true_state:
        yield f"stage open ({', '.join(score.possible)}), truth {score.true_state}{since}"
    if score.true_state not in score.alone:
        yield f"stage without answers on time and days: {', '.join(score.alone)}; truth {score.true_state}"


# ── The tables ──


def by_route(scores: Sequence[Score]) -> str:
    """Everybody together, by kind of files and share of missing days."""
    rows = []
    for route, (words, _) in ROUTES.items():
        for share in sorted({one.case.missing for one in scores if one.case.route == route}):
            mine = [one for one in scores if (one.case.route, one.case.missing) == (route, share)]
            hours = [error for one in mine for error in one.hours]
            sleeps = [error for one in mine for error in one.sleeps]
            rows.append(
                (
                    words,
                    f"{share:.0%}",
                    *_days(mine),
                    _pooled(hours, "{:.2f}"),
                    _pooled(sleeps, "{:.0f}"),
                    _states(mine),
                )
            )
    heads = (
        *("files", "days missing", "knowable days", "right", "said out", "said home", "unknown", "beyond"),
        *("hours out: error h, median (mean)", "mid-sleep: error min, median (mean)"),
        "Kato stage: equal / open / other",
    )
    return table(heads, rows)


def _days(mine: Sequence[Score]) -> tuple[str, ...]:
    known = sum(one.known for one in mine)
    if not known:
        return ("–",) * 6
    return (
        f"{known:,}",
        f"{100 * sum(one.right for one in mine) / known:.2f} %",
        *(
            str(sum(getattr(one, name) for one in mine))
            for name in ("said_out", "said_home", "unsaid", "beyond")
        ),
    )


def _pooled(errors: Sequence[float], form: str) -> str:
    return f"{form.format(median(errors))} ({form.format(mean(errors))})" if errors else "–"


def _stage_word(one: Score) -> str:
    if one.state == one.true_state:
        return "equal"
    return "open" if one.true_state in one.possible else one.state


def _states(mine: Sequence[Score]) -> str:
    words = [_stage_word(one) for one in mine if one.true_state]
    equal, open_ = words.count("equal"), words.count("open")
    return f"{equal} / {open_} / {len(words) - equal - open_}" if words else "–"


def by_person(scores: Sequence[Score]) -> str:
    """One row a person: positions alone, and all files of a family together."""
    finest = "csv" if any(one.case.route == "csv" for one in scores) else "visits"
    rows = []
    for person in dict.fromkeys(score.case.person for score in scores):
        place, whole = (
            [one for one in scores if one.case.person == person and one.case.route == route]
            for route in (finest, "all")
        )
        rows.append(
            (
                person,
                PEOPLE[person].meaning,
                " · ".join(f"{one.right}/{one.known}" for one in place),
                " · ".join(f"{mean(one.hours):.2f}" if one.hours else "–" for one in place),
                " · ".join(f"{median(one.sleeps):.0f}" if one.sleeps else "–" for one in whole),
                whole[0].true_state,
                " · ".join(_stage_word(one) for one in whole),
            )
        )
    heads = (
        *("person", "who", f"days right ({ROUTES[finest][0]})", "mean hours error h", "mid-sleep error min"),
        *("true Kato stage", "read from all files"),
    )
    return table(heads, rows, left=2)


# ── The page ──


def page(scores: Sequence[Score]) -> str:
    """The reference page."""
    people = len({one.case.person for one in scores})
    rules = (truth.__doc__ or "").split("\n\n", 2)
    parts = (
        "# Accuracy, on invented people",
        made_by("python bench/accuracy.py")
        + f"Each of the {people} invented people of `genkan.pretend` lives {DAYS} days from {FIRST} (seed "
        f"{SEED}). "
        "Their phones, watches and families write the vendors' files with noise, silences, spikes and "
        "repeats; "
        "Genkan reads these through its importers. At 30 % and 60 % that share of whole days is missing "
        "from all "
        "files. Invented noise is kinder than life: the figures rank rules, they do not promise the same "
        "at home.",
        "## What is counted",
        "\n\n".join(rules[1:]).strip() + "\n" + SAID_OF_COLUMNS,
        "## By file",
        by_route(scores),
        "## By person",
        "At 0 · 30 · 60 % of days missing. Stage: Kato 2020, with the answers the person would give.\n\n"
        + by_person(scores),
        "## Every case that is not right",
        "Person · files · days missing. Cases that are only *beyond* stand in the table above.",
        "\n".join(f"- {line}" for line in findings(_faulty(scores)) if not line.startswith(" ")) or "None.",
    )
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    main()
