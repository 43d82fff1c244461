"""Codes of recovery sheets as hashes; until here each sheet was a locked seed that gave its codes again.

Up: the unused codes of every sheet are hashed as ``genkan_web.people.recovery`` looks for them, so that paper
which was printed before still opens. All of it is one transaction: killed on the way, nothing is changed and
the next start begins anew. It takes about half a second a sheet. A sheet whose seed does not open with the
keys that are here stays as it is, and opens nothing.

Down: nothing leads from a hash to its code, and no seed gives the same codes. Sheets are taken away, so that
the version before says that no codes are left and offers a new sheet. Until somebody makes one, a forgotten
password or a lost phone shuts them out; whoever goes back has to tell people first.
"""

import hmac
from contextlib import suppress
from hashlib import sha1

from django.db import migrations

from genkan_web.locked import unlock
from genkan_web.people.hashing import Argon2
from genkan_web.stopped import NotOpened

SHEET, PLACE = "recovery_codes", "authenticator.secret"
COUNT, DIGITS = 10, 16


def codes_of(seed: str) -> list[str]:
    """The codes that a seed stood for."""
    found, state = [], hmac.new(seed.encode("ascii"), digestmod=sha1)
    for number in range(COUNT):
        state.update(f"{number:3},".encode())
        value = int.from_bytes(state.digest()[: DIGITS // 2], "big") % 10**DIGITS
        found.append(f"{value:0{DIGITS}}")
    return found


def hash_codes(apps, editor):
    """Each seed becomes the hashes of those of its codes that were not used."""
    sheets = apps.get_model("mfa", "Authenticator").objects.using(editor.connection.alias)
    hasher = Argon2()
    for primary, held in list(sheets.filter(type=SHEET, data__has_key="seed").values_list("pk", "data")):
        with suppress(NotOpened):
            codes, salt = codes_of(unlock(held["seed"], PLACE)), hasher.salt()
            unused = [code for at, code in enumerate(codes) if not held["used_mask"] >> at & 1]
            sheets.filter(pk=primary).update(data={"hashes": [hasher.encode(code, salt) for code in unused]})


def take_away(apps, editor):
    """No way leads back to the codes."""
    sheets = apps.get_model("mfa", "Authenticator").objects.using(editor.connection.alias)
    sheets.filter(type=SHEET, data__has_key="hashes").delete()


class Migration(migrations.Migration):
    dependencies = [("genkan", "0011_homework"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(hash_codes, take_away)]
