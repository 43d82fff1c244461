"""The served site before wapiti and sqlmap: with three centres, as nobody and as people in their roles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.judges import outside, scanners
from tests.judges.world import World, world

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world of their own: they press every button there is."""
    with outside.in_memory() as folder, world(folder) as found:
        yield found


def test_sqlmap_finds_nothing(here: World, tmp_path: Path) -> None:
    """Every part of every address, and what stands behind «?»; with patience every field of every form."""
    thorough = outside.PATIENCE > 1
    verdict = scanners.sqlmap_on(here, "yuki", tmp_path, thorough)
    assert verdict.found == ()
    targets = len(scanners.targets_of(here, "yuki"))
    assert verdict.tried > targets if thorough else verdict.tried == targets


@pytest.mark.parametrize("who", ["", "yuki"])
def test_wapiti_finds_nothing(here: World, tmp_path: Path, who: str) -> None:
    """From every address of the site on; no fault, and no 5xx in the log either."""
    verdict = scanners.wapiti_on(here, who, tmp_path, seconds=outside.PATIENCE)
    assert verdict.found == ()
    assert verdict.tried > 100


def test_the_scanners_see_planted_faults(tmp_path: Path) -> None:
    """Injection, a script sent back, a path that leads out, a redirect anywhere, an open form, a 500."""
    with outside.canary(tmp_path) as served:
        by_wapiti = " ".join(scanners.wapiti(served.address, tmp_path).found)
        by_sqlmap = scanners.sqlmap([f"{served.address}/find/?q=a"], tmp_path, thorough=False)
    for fault in (
        "SQL Injection: GET /find/",
        "Reflected Cross Site Scripting: GET /say/",
        "Path Traversal: GET /file/",
        "Open Redirect: GET /go/",
        "Cross Site Request Forgery: POST /keep/",
        "Internal Server Error: GET /break/",
        "Content Security Policy Configuration",
        "Clickjacking Protection",
        "HttpOnly Flag cookie",
    ):
        assert fault in by_wapiti, fault
    assert by_sqlmap.found == ("Parameter: q (GET)",)


def test_those_that_ask_outside_are_left_out() -> None:
    """Nothing here asks a host that is not this machine."""
    assert not set(scanners.MODULES) & set(scanners.NOT_FOR_ME)
