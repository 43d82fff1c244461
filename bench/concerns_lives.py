"""Two parts of the page about watching: what 1,000 lives get told, as a picture; each sign since a day."""

from __future__ import annotations

from datetime import date, timedelta

from genkan.concerns.care import sign_changes
from genkan.concerns.change import Claim
from genkan.concerns.scores import Scores
from genkan.pictures.canvas import Canvas, Label
from genkan.pretend.watch_worlds import WORLDS, Lives, sliding_lives, steady_lives

FIRST = date(2025, 1, 6)
ONE = 10  # lives in one figure
ACROSS = 25
TONES = {
    "never": ("home", 0.35),
    "told": ("look", 0.95),
    "soon": ("out", 0.95),
    "month": ("home", 0.85),
    "late": ("out", 0.4),
}
WEEKS = 20
CARE_HEADS = (
    "world",
    "missing",
    "people",
    "told «better»: unchanged",
    "told «worse»: unchanged",
    "told «better»: on the way back",
)


def lives_svg(rows: list[list[object]]) -> str:
    """One hundred small figures for steady and one hundred for sliding lives, each for ten."""
    told = {str(name): int(str(count)) for name, count in rows}

    def of(words: str) -> int:
        return next(count for name, count in told.items() if words in name)

    never, within = of("never told"), of("told within a month")
    three, soon = of("told within three months"), of("told within two weeks")
    canvas = Canvas(
        560,
        372,
        "What 1,000 lives get told",
        f"Of 1,000 steady lives {never} are told nothing in two years. "
        f"Of 1,000 sliding lives {within} are told within a month.",
        "en",
    )
    end = _people(canvas, 26, "1,000 steady lives, two years", [(never, "never"), (1000 - never, "told")])
    end = _key(
        canvas, end, [("never", f"{never} never told"), ("told", f"{1000 - never} told at least once")]
    )
    end = _people(
        canvas,
        end + 34,
        "1,000 sliding lives",
        [(soon, "soon"), (within - soon, "month"), (three - within, "late"), (1000 - three, "never")],
    )
    _key(
        canvas,
        end,
        [
            ("soon", f"{soon} within two weeks"),
            ("month", f"{within - soon} within a month"),
            ("late", f"{three - within} within three months"),
            ("never", f"{1000 - three} later or never"),
        ],
    )
    return canvas.alone()


def _people(canvas: Canvas, top: float, title: str, shares: list[tuple[int, str]]) -> float:
    canvas.labels.append(Label(10, top - 8, title, 14, bold=True))
    edges, total = [], 0
    for count, kind in shares:
        total += count
        edges.append((round(total / ONE), kind))
    for number in range(1000 // ONE):
        kind = next(kind for edge, kind in edges if number < edge)
        x, y = 20 + number % ACROSS * 21.5, top + 8 + number // ACROSS * 26
        canvas.dot(x, y, 4, *TONES[kind])
        canvas.box(x - 4.5, y + 5, 9, 10, *TONES[kind], 4)
    return top + 8 + 1000 // ONE // ACROSS * 26


def _key(canvas: Canvas, top: float, entries: list[tuple[str, str]]) -> float:
    for number, (kind, words) in enumerate(entries):
        x, y = 20 + number % 2 * 260, top + 16 + number // 2 * 20
        canvas.dot(x, y - 4, 5, *TONES[kind])
        canvas.labels.append(Label(x + 12, y, words, 12))
    return top + 16 + (len(entries) + 1) // 2 * 20


def care_rows(seed: int, people: int) -> list[list[object]]:
    """Each sign since a day: how often unchanged and returning people are told a change of any sign."""
    rows: list[list[object]] = []
    for name, world in WORLDS.items():
        for missing in (0.0, 0.3, 0.6):
            steady = steady_lives(world, seed, people, 340, missing)
            back = sliding_lives(world, seed + 1, people, 600, missing, course="recovers")
            calm = [_claims(steady, person, 190) for person in range(people)]
            home = [_claims(back, person, int(back.back[person])) for person in range(people)]
            shares = (
                sum(Claim.BETTER in claims for claims in calm),
                sum(Claim.WORSE in claims for claims in calm),
                sum(Claim.BETTER in claims for claims in home),
            )
            rows.append(
                [
                    name,
                    f"{100 * missing:.0f} %",
                    people,
                    *(f"{100 * share / people:.0f} %" for share in shares),
                ]
            )
    return rows


def _claims(lives: Lives, person: int, start: int) -> set[Claim]:
    """What is told of any sign at the end of twenty weeks, claims in between included."""
    table = Scores(FIRST, lives.scores[person], lives.free)
    since = FIRST + timedelta(days=start)
    found = sign_changes(table, since, since + timedelta(days=7 * WEEKS))
    return {one.change.claim for one in found if one.change is not None}
