"""The peer of the load test: healthchecks, as its folder and its own environment bring it.

Run by that environment's Python, in that folder: ``python load_peer.py DATABASE``. Makes 100 checks of one
account, each with 90 pings, signs in, and prints addresses and the cookie as one line of JSON.
"""

import json
import os
import sys
from datetime import timedelta

CHECKS, PINGS = 100, 90


def main() -> None:
    """Tables, rows, one session."""
    os.environ["DB_NAME"] = sys.argv[1]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hc.settings")
    sys.path.insert(0, os.getcwd())
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("compress", force=True, verbosity=0)
    print(json.dumps(_rows()))


def _rows() -> dict[str, object]:
    from django.contrib.auth.models import User
    from django.test import Client
    from django.utils import timezone
    from hc.accounts.models import Profile, Project
    from hc.api.models import Check, Ping

    user = User.objects.create_user("load", "load@example.org", "a word of nobody")
    Profile.objects.create(user=user, check_limit=1_000, ping_log_limit=100)
    project = Project.objects.create(owner=user, name="Load", badge_key="load", ping_key="p" * 22)
    now = timezone.now()
    checks = [
        Check(project=project, name=f"check {number}", status="up", n_pings=PINGS, last_ping=now)
        for number in range(CHECKS)
    ]
    Check.objects.bulk_create(checks)
    for check in Check.objects.all():
        told = [
            Ping(owner=check, n=n + 1, created=now - timedelta(days=PINGS - n), scheme="http", method="GET")
            for n in range(PINGS)
        ]
        Ping.objects.bulk_create(told)
    client = Client()
    client.force_login(user)
    codes = [str(one.code) for one in Check.objects.order_by("id")]
    return {
        "cookie": "; ".join(f"{name}={one.value}" for name, one in client.cookies.items()),
        "login": "/accounts/login/",
        "list": f"/projects/{project.code}/checks/",
        "pings": [f"/ping/{code}" for code in codes],
        "details": [f"/checks/{code}/details/" for code in codes],
    }


if __name__ == "__main__":
    main()
