"""healthkit-to-sqlite: the whole export into SQLite, then one sum."""

import sqlite3
import sys
import tempfile
from pathlib import Path

from healthkit_to_sqlite.cli import cli
from telling import begin, tell

begin()
with tempfile.TemporaryDirectory() as folder:
    database = Path(folder) / "health.db"
    cli(["--xml", "--silent", sys.argv[1], str(database)], standalone_mode=False)
    with sqlite3.connect(database) as asked:
        tables = [row[0] for row in asked.execute("select name from sqlite_master where type = 'table'")]
        kept = [name for name in tables if name.startswith("r")]
        records = sum(asked.execute(f'select count(*) from "{name}"').fetchone()[0] for name in kept)  # noqa: S608
        steps_in = [name for name in kept if name.endswith("StepCount")]
        steps = sum(asked.execute(f'select sum(value) from "{name}"').fetchone()[0] or 0 for name in steps_in)  # noqa: S608
tell(records=records, steps=steps)
