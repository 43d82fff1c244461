"""python -m tests.faults.serve PORT: the site's own server with the settings of the faults; 0 prepares it."""

from __future__ import annotations

import sys


def prepare() -> None:
    """Keys, tables, styles."""
    import django

    django.setup()
    from django.core.management import call_command

    from genkan_web import proof

    proof.first_keys()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    proof.put()


def serve(port: int) -> None:
    """Until stopped."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "tests.faults.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.critical,
    ).serve()


if __name__ == "__main__":
    if int(sys.argv[1]):
        serve(int(sys.argv[1]))
    else:
        prepare()
