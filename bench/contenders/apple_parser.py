"""apple-health-parser: the zip, then its records of steps and sleep as data frames."""

import contextlib
import io
import sys
import tempfile

from apple_health_parser.utils.parser import Parser
from telling import begin, tell

begin()
WANTED = ("HKQuantityTypeIdentifierStepCount", "HKCategoryTypeIdentifierSleepAnalysis")
with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
    parser = Parser(sys.argv[1], output_dir=folder, overwrite=True)
    found = {flag: parser.get_flag_records(flag).records for flag in WANTED}
tell(
    records=sum(len(rows) for rows in parser.records.values()),
    steps=float(found[WANTED[0]]["value"].astype(float).sum()),
)
