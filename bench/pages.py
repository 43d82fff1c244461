"""The site's main pages: weight on the wire, time until usable, time on the server. One command.

``python bench/pages.py [--quick]`` starts the site as ./start does, opens its pages in Chromium with nothing
in the cache, asks the server for them, and asks bare Django behind the same server (``bare_django.py``), all
in one run of under five minutes; prints the tables and writes ``docs/reference/pages.md``. ``--quick`` takes
one visit and few requests, and prints only.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from tools.served import chromium, free_port, genkan, running  # noqa: E402

from pages_seen import Place, State, full_check_up, places, slowed_by, times_of, weight_of  # noqa: E402
from pages_served import Served, served  # noqa: E402
from pages_told import BARE_TIMES, LANG, LANGS, Found, told_of  # noqa: E402
from report import REFERENCE  # noqa: E402


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to do: visits a page, requests a page, and seconds after which requests end anyway."""

    visits: int
    requests: int
    enough_s: float


FULL, QUICK = Plan(5, 400, 12.0), Plan(1, 40, 3.0)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="one visit, few requests, nothing written")
    quick = parser.parse_args().quick
    text = told_of(found(QUICK if quick else FULL))
    print(text)
    if not quick:
        (REFERENCE / "pages.md").write_text(text, encoding="utf-8")


def found(plan: Plan) -> Found:
    """One run: the browser first, then the server without it."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, genkan(Path(folder)) as site:
        with chromium() as browser:
            states = {lang: full_check_up(browser, site.address, lang) for lang in LANGS}
            weights = {
                lang: {place: weight_of(browser, site.address, place, lang, state) for place in places()}
                for lang, state in states.items()
            }
            slower = slowed_by(browser, site.address)
            times = {
                place: times_of(browser, site.address, place, LANG, states[LANG], plan.visits)
                for place in places()
            }
            version = browser.version
        before = _bare(plan)
        asked = {
            place: _asked(plan, site.address, site.pid, place.address, _headers(place, states[LANG]))
            for place in places()
        }
        after = _bare(plan)
    return Found(weights, times, asked, (before, after), slower, version, (load, os.getloadavg()[0]))


def _bare(plan: Plan) -> Served:
    """The yardstick."""
    port = free_port()
    command = [sys.executable, str(HERE / "bare_django.py"), str(port)]
    with tempfile.TemporaryDirectory() as folder, running(command, port, "/", Path(folder)) as site:
        more = Plan(plan.visits, plan.requests * BARE_TIMES, plan.enough_s)
        return _asked(more, site.address, site.pid, "/", "")


def _asked(plan: Plan, site: str, pid: int, address: str, headers: str) -> Served:
    return served(int(site.rpartition(":")[2]), pid, address, headers, plan.requests, plan.enough_s)


def _headers(place: Place, state: State) -> str:
    """What a browser would send along."""
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in state) if place.answered else ""
    box = f"Cookie: {cookies}\r\n" if cookies else ""
    return f"Accept-Encoding: gzip, deflate\r\nAccept-Language: {LANG}\r\n{box}"


if __name__ == "__main__":
    main()
