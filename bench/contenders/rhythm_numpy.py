"""The published formulas in plain numpy: the values everybody else is held against."""

import sys
import warnings

from rhythm_formulas import measures, table_of
from telling import repeated, tell

warnings.filterwarnings("ignore")
table = table_of(sys.argv[1])
found, warm = repeated(lambda: measures(table), 5)
tell(warm=warm, whole=found, days=len(table))
