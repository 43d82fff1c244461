"""The site: doors for whoever stands there, on top of the library.

SQLite comes from a wheel that carries a release without the write-ahead-log race of 3.7.0–3.51.2;
it takes the standard module's place before Django looks for it.
"""

import sys

try:
    import pysqlite3
except ModuleNotFoundError:  # no wheel for this machine: the start-up check then refuses WAL
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
