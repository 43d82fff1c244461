"""google-takeout-parser on one location file."""

import sys
from pathlib import Path

from google_takeout_parser.models import Location
from google_takeout_parser.parse_json import _parse_location_history
from telling import begin, tell

begin()
found = [row for row in _parse_location_history(Path(sys.argv[1])) if isinstance(row, Location)]
tell(fixes=len(found))
