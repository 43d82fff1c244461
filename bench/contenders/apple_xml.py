"""A hand-written loop over Apple's XML that keeps steps and sleep: ``lxml`` or bare ``expat``."""

import sys
from xml.parsers import expat

from telling import begin, tell

begin()
how, path = sys.argv[1:]
STEPS, SLEEP = "HKQuantityTypeIdentifierStepCount", "HKCategoryTypeIdentifierSleepAnalysis"
rows, records = [], 0


def keep(name, attributes):
    """One opened element."""
    global records
    if name == "Record":
        records += 1
        if attributes["type"] in (STEPS, SLEEP):
            rows.append(
                tuple(attributes.get(key) for key in ("type", "startDate", "endDate", "value", "sourceName"))
            )


if how == "expat":
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = keep
    with open(path, "rb") as stream:
        parser.ParseFile(stream)
else:
    from lxml import etree

    for _, element in etree.iterparse(path, events=("end",), tag="Record"):
        keep("Record", element.attrib)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
tell(records=records, steps=sum(float(row[3]) for row in rows if row[0] == STEPS))
