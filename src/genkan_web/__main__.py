"""Start Genkan in the browser: database, invented family, server, address.

python -m genkan_web [--port 8000] [--host 127.0.0.1]
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from datetime import date, timedelta
from pathlib import Path

from genkan_web import serving


def main() -> None:
    """Prepare everything and serve until stopped."""
    parser = argparse.ArgumentParser(prog="genkan_web", description="Start Genkan in the browser.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--prepare-only", action="store_true", help="make the database and stop")
    chosen = parser.parse_args()
    serving.surroundings()
    os.environ["GENKAN_BIND"] = chosen.host
    prepare()
    if chosen.prepare_only:
        return
    port = free_port(chosen.host, chosen.port)
    sys.stdout.write(f"\n  Genkan: http://{chosen.host}:{port}/\n\n")
    sys.stdout.flush()
    serving.serve(serving.Plan(chosen.host, port))


def prepare() -> None:
    """Keys, checks, tables, static files, the invented family; one process at a time."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from genkan_web import turns
    from genkan_web.crisis import write_crisis_pages

    ready_database()
    with turns.turn(turns.PREPARE):
        call_command("collectstatic", interactive=False, verbosity=0)
        write_crisis_pages(Path(settings.STATIC_ROOT))
        invent_family(date.today() - timedelta(days=1))  # noqa: DTZ011 (the reader's own day)


def ready_database() -> None:
    """Keys, checks and tables; Django is set up already. Ends the process where a start is refused."""
    from genkan_web import checks, erasing, migrating, proof, turns

    with turns.turn(turns.PREPARE):
        proof.first_keys()
        checks.refuse_unsafe()
        with turns.turn_in_database():
            migrating.migrate()
            proof.put()
        erasing.write_down()
        checks.refuse_unsafe()


def invent_family(last: date) -> None:
    """Put the invented family's months into the database, unless they are there."""
    from genkan import demonstration
    from genkan_web import bridge
    from genkan_web.may import INVENTED
    from genkan_web.models import DayTable

    table, fresh = DayTable.objects.get_or_create(key=INVENTED)
    if not fresh and table.standing == DayTable.Standing.READY:
        return
    table.answers = demonstration.PLAIN_ANSWERS
    table.zone = demonstration.ZONE
    bridge.keep_reading(table, demonstration.reading(last))


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as knock:
            if knock.connect_ex((host, port)) != 0:
                return port
    return wanted


if __name__ == "__main__":
    main()
