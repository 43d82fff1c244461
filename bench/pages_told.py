"""The reference page about the site's pages, from what one run has found."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

from pages_seen import BYTES_PER_S, HEIGHT, LATENCY_MS, SLOWER, WIDTH, Place, Times, Weight, places
from pages_served import CLIENTS, Served
from report import figure, table

COMMAND = "python bench/pages.py"
LANGS = {"th": "Thai", "en": "English", "ja": "Japanese"}
LANG = "th"  # times are taken in Thai, the language of the leaflet
MOST_KB, MOST_SCRIPT_KB, MOST_S = 60, 20, 2.5
BARE_TIMES = 10  # a bare view takes so little that it has to be asked more often
JOURNEYS = 3  # there and back for name, TCP and TLS, before the first request of a first visit

MADE = """\
Made by `{command}` on {day}: {cores} cores, Python {python}, {packages},
Chromium {chromium}. Browser, server and clients shared these cores, and other work ran on them (load
{before:.1f} at the beginning, {after:.1f} at the end): times are under load."""
WIRE = """\
Kilobytes (1,000 bytes) that a first visit takes, compressed, headers included, with nothing in the cache:
the page, its style sheets, its script, its icon and whatever else Chromium asks for by itself."""
USABLE = """\
Seconds since the visitor pressed: medians of {visits} first visits, in brackets the quickest and the
slowest. “Slow 3G” here: {kbit} kbit/s down and up, {latency} ms before every answer, and a processor slowed
{slower} ×, by the Chrome DevTools protocol (a loop of numbers took {took} × as long); {width} × {height} px,
in {lang}. *Usable* is when something is painted, the script has run (DOMContentLoaded), and the main button
stands there and would take a tap."""
WORK = """\
{requests} requests a page from {clients} clients at once over loopback, to granian with one worker and four
threads, as `python -m genkan_web` starts it. CPU time is that of the server's processes; other work on the
machine hardly changes it. The bare view is one template with five lines in Django without any middleware,
behind the same server with the same settings, asked before and after, {more} times as often."""
MIND = """\
- The protocol delays answers, not the making of a connection. On a real line of {latency} ms the very first
  visit over HTTPS also waits for name, TCP and TLS, {journeys} journeys more: the slowest page would then
  take about {first:.2f} s, which is {stands}; and longer without HTTP/2 in front, because every
  further connection for styles and script begins with two journeys. Later pages find all of that there.
- A second would be better still. Two waits of {latency} ms, for the page and for what it names, leave no
  room for it.
- A page costs the server {least} to {most} times the CPU time of the bare view: middleware, words in three
  languages, opening the visitor's locked answers, gzip. The answer is worked out anew each time, because
  nothing is kept; help works out anew which lines of every country are open.
- Clients and server share the cores; a server of its own gives more requests a second. All ask for the same
  page; nobody sends a form or has a letter made meanwhile.
- Chromium with a slowed processor stands for a phone. It is not one."""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything one run has found: ``bare`` and ``load`` before and after Genkan's pages."""

    weights: Mapping[str, Mapping[Place, Weight]]
    times: Mapping[Place, Times]
    served: Mapping[Place, Served]
    bare: tuple[Served, Served]
    slower: float
    chromium: str
    load: tuple[float, float]


def told_of(found: Found) -> str:
    """The whole page."""
    visits = len(next(iter(found.times.values())).runs)
    usable = USABLE.format(
        visits=visits,
        kbit=BYTES_PER_S * 8 // 1000,
        latency=LATENCY_MS,
        slower=SLOWER,
        took=figure(found.slower, 2),
        width=WIDTH,
        height=HEIGHT,
        lang=LANGS[LANG],
    )
    most = max(one.requests for one in found.served.values())
    parts = (
        "# Pages: how heavy, how soon, how much work",
        _made(found),
        "## Goals",
        _goals(found),
        *missed(found),
        "## On the wire",
        WIRE,
        _wire(found),
        "## Until it can be used",
        usable,
        _usable(found),
        "## On the server",
        WORK.format(requests=most, clients=CLIENTS, more=BARE_TIMES),
        _work(found),
        "## What to keep in mind",
        _mind(found),
    )
    return "\n\n".join(parts) + "\n"


def missed(found: Found) -> list[str]:
    """For every page that can be used too late, where its seconds go."""
    told = []
    for place, times in found.times.items():
        if times.usable <= MOST_S:
            continue
        weight = found.weights[LANG][place].total
        waits, wire = 2 * LATENCY_MS / 1000, weight / BYTES_PER_S
        rest = max(0.0, times.usable - waits - wire)
        told.append(
            f"`{place.address}` misses it: of {times.usable:.2f} s, {waits:.1f} s are two waits (the page, "
            f"then styles and script), {wire:.2f} s are {weight / 1000:.1f} kB on the line, and {rest:.2f} s "
            "are the server and the slowed browser."
        )
    return told


def _made(found: Found) -> str:
    return MADE.format(
        command=COMMAND,
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        cores=os.cpu_count(),
        python=platform.python_version(),
        packages=", ".join(f"{name} {version(name)}" for name in ("Django", "granian", "whitenoise")),
        chromium=found.chromium,
        before=found.load[0],
        after=found.load[1],
    )


def _goals(found: Found) -> str:
    heaviest = max(_most(found, place).total for place in places()) / 1000
    script = max(_most(found, place).script for place in places()) / 1000
    slowest = max(times.usable for times in found.times.values())
    rows = (
        ("a page on the wire", f"≤ {MOST_KB} kB", f"{heaviest:.1f} kB", _met(heaviest <= MOST_KB)),
        ("its scripts", f"≤ {MOST_SCRIPT_KB} kB", f"{script:.1f} kB", _met(script <= MOST_SCRIPT_KB)),
        ("usable on Slow 3G", f"≤ {MOST_S} s", f"{slowest:.2f} s", _met(slowest <= MOST_S)),
    )
    return table(("goal", "asked", "worst page", "met"), rows)


def _met(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def _most(found: Found, place: Place) -> Weight:
    """The page in its heaviest language."""
    return max((found.weights[lang][place] for lang in LANGS), key=lambda one: one.total)


def _wire(found: Found) -> str:
    rows = []
    for place in places():
        worst = _most(found, place)
        met = worst.total <= MOST_KB * 1000 and worst.script <= MOST_SCRIPT_KB * 1000
        by_lang = (f"{found.weights[lang][place].total / 1000:.1f}" for lang in LANGS)
        scripts = f"{worst.script / 1000:.1f}"
        rows.append((place.name, f"`{place.address}`", *by_lang, scripts, worst.requests, _met(met)))
    heads = ("page", "address", *LANGS.values(), "of it scripts", "requests", "goals met")
    return table(heads, rows, left=2)


def _usable(found: Found) -> str:
    rows = []
    for place, times in found.times.items():
        parts = (f"{one:.2f}" for one in (times.paint, times.content_loaded, times.button))
        usable = f"{times.usable:.2f} ({times.runs[0]:.2f}–{times.runs[-1]:.2f})"
        rows.append((f"`{place.address}`", f"`{place.button}`", *parts, usable, _met(times.usable <= MOST_S)))
    heads = ("page", "main button", "first paint", "DOMContentLoaded", "button", "usable", f"≤ {MOST_S} s")
    return table(heads, rows, left=2)


def _work(found: Found) -> str:
    before, after = found.bare
    listed = [
        ("*bare view, before*", before),
        *((f"`{place.address}`", one) for place, one in found.served.items()),
        ("*bare view, after*", after),
    ]
    rows = [
        (
            name,
            one.requests,
            *(figure(number) for number in (one.a_second, one.median_ms, one.p95_ms, one.cpu_ms)),
            "" if one in found.bare else f"{figure(one.cpu_ms / _bare_ms(found), 2)} ×",
        )
        for name, one in listed
    ]
    heads = ("page", "requests", "a second", "median ms", "95 % within ms", "CPU ms a request", "beside bare")
    return table(heads, rows)


def _bare_ms(found: Found) -> float:
    return median(one.cpu_ms for one in found.bare)


def _mind(found: Found) -> str:
    first = max(times.usable for times in found.times.values()) + JOURNEYS * LATENCY_MS / 1000
    ratios: Sequence[float] = sorted(one.cpu_ms / _bare_ms(found) for one in found.served.values())
    return MIND.format(
        latency=LATENCY_MS,
        journeys=JOURNEYS,
        first=first,
        stands="still within the goal" if first <= MOST_S else f"over the goal of {MOST_S} s",
        least=figure(ratios[0], 2),
        most=figure(ratios[-1], 2),
    )
