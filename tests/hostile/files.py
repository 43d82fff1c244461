"""Files nobody should have to meet, made here and now: a name, a maker, and why each is refused.

Every text that could leak carries CANARY, so that a sentence that quotes a file is caught.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from genkan.importers import all_importers
from genkan.nouns import Trouble

CANARY = "Canary"
SEEN = CANARY.encode()
SAMPLES = {name: importer.SAMPLE for name, importer in all_importers().items()}
ANY = frozenset(Trouble)
T = Trouble


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: what it is called, how it is made, and by which troubles it may be refused."""

    name: str
    file: str
    make: Callable[[Path], object]
    troubles: frozenset[Trouble]

    def laid(self, folder: Path) -> Path:
        """The file, now lying in ``folder``."""
        place = folder / self.file
        self.make(place)
        return place


def holds(name: str, file: str, content: bytes | Callable[[], bytes], *troubles: Trouble) -> Hostile:
    """A plain file with this content, made when it is needed."""

    def make(place: Path) -> None:
        place.write_bytes(content if isinstance(content, bytes) else content())

    return Hostile(name, file, make, frozenset(troubles) or ANY)


# ── zips ──


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip in memory; names may repeat."""
    made = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(made, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def raw_zip(
    packed: bytes, size: int, crc: int, names: list[str], *, method: int = 8, flags: int = 0
) -> bytes:
    """A zip whose members all point at the same packed bytes, with whatever the headers say."""
    first = names[0].encode()
    local = struct.pack(
        "<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 33, crc, len(packed), size, len(first), 0
    )
    body = local + first + packed
    entries = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\1\2",
            20,
            20,
            flags,
            method,
            0,
            33,
            crc,
            len(packed),
            size,
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + name.encode()
        for name in names
    )
    count = min(len(names), 0xFFFF)
    return body + entries + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(entries), len(body), 0)


def repeated_deflate(head: bytes, block: bytes, times: int) -> tuple[bytes, int, int]:
    """``head``, then ``block`` over and over, packed without ever being whole: packed, size, no check sum."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = squeeze.compress(head) + squeeze.flush(zlib.Z_FULL_FLUSH)
    again = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return start + again * times + squeeze.flush(), len(head) + len(block) * times, 0


def many_points() -> bytes:
    """Thirty million identical points, 2.4 GB unpacked."""
    block = b"2024-03-01T00:00:00Z,35.6586,139.7454\n" * 30_000
    return raw_zip(*repeated_deflate(b"time,latitude,longitude\n", block, 1000), ["points.csv"])


def bomb() -> bytes:
    """One member of a gigabyte of nothing."""
    return raw_zip(*repeated_deflate(SAMPLES["apple_health"], bytes(1 << 20), 1000), ["export.xml"])


def symlink_member() -> bytes:
    """A member that is a link out of the zip."""
    info = zipfile.ZipInfo("export.xml")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return zipped((info, b"/etc/passwd"))


def wrong_sum() -> bytes:
    """The check sum of the member is wrong."""
    content = bytearray(zipped(("export.xml", SAMPLES["apple_health"]), packing=zipfile.ZIP_STORED))
    content[content.find(b"<HealthData") + 200] ^= 1
    return bytes(content)


def nested_zip(levels: int = 40) -> bytes:
    """A zip in a zip in a zip."""
    content = SAMPLES["apple_health"]
    for level in range(levels):
        content = zipped((f"{level}.zip" if level else "export.xml", content))
    return content


def quine_zip() -> bytes:
    """A zip that holds itself, as far as the outer one can tell."""
    inner = zipped(("again.zip", b"PK\3\4" + bytes(2000)))
    return zipped(("again.zip", inner), ("again2.zip", inner))


LIAR = zipped(("export.xml", bytes(40 << 20))).replace(
    (40 << 20).to_bytes(4, "little"), (900).to_bytes(4, "little")
)
TEXT = zlib.compress(SEEN * 400, 9)[2:-4]
BIG_TEXT = zlib.compress(SAMPLES["apple_health"] * 200, 9)[2:-4]

ZIPS = (
    holds("zip cut short", "export.zip", zipped(("export.xml", SEEN * 999))[:-30], T.TRUNCATED),
    holds(
        "zip cut after its first header", "export.zip", zipped(("export.xml", SEEN * 999))[:60], T.TRUNCATED
    ),
    holds("zip of nothing", "export.zip", zipped(), T.EMPTY),
    holds("zip of folders", "export.zip", zipped(("a/", b""), ("a/b/", b"")), T.EMPTY),
    holds("zip of empty members", "export.zip", zipped(("export.xml", b""), ("b.csv", b"")), T.EMPTY),
    holds("zip with a way out", "export.zip", zipped(("../../" + CANARY, b"x")), T.UNSAFE_PATH),
    holds("zip with an absolute path", "export.zip", zipped(("/etc/" + CANARY, b"x")), T.UNSAFE_PATH),
    holds(
        "zip with a way out in backslashes",
        "export.zip",
        zipped(("a\\..\\..\\" + CANARY, b"x")),
        T.UNSAFE_PATH,
    ),
    holds("zip with a link", "export.zip", symlink_member, T.UNKNOWN_FORMAT),
    holds("zip with a password", "export.zip", raw_zip(TEXT, 2400, 1, ["export.xml"], flags=1), T.LOCKED),
    holds(
        "zip with strong encryption",
        "export.zip",
        raw_zip(TEXT, 9, 1, ["a.xml"], method=99, flags=1),
        T.LOCKED,
    ),
    holds("zip packed in an unknown way", "export.zip", raw_zip(TEXT, 9, 1, ["a.xml"], method=97), T.DAMAGED),
    holds(
        "zip packed with lzma",
        "export.zip",
        lambda: zipped(("a.xml", SEEN), packing=zipfile.ZIP_LZMA),
        T.DAMAGED,
    ),
    holds("zip that is a bomb", "export.zip", bomb, T.TOO_LARGE),
    holds(
        "zip that lies about its size",
        "export.zip",
        lambda: LIAR,
        T.TOO_LARGE,
        T.TRUNCATED,
        T.DAMAGED,
        T.EMPTY,
    ),
    holds(
        "zip of thirty million identical points",
        "points.zip",
        many_points,
        *(T.TOO_LARGE, T.TRUNCATED),
    ),
    holds(
        "zip of overlapping members",
        "export.zip",
        lambda: raw_zip(BIG_TEXT, 1 << 20, 1, [f"{n}.xml" for n in range(900)]),
        T.TOO_LARGE,
    ),
    holds(
        "zip of very many members",
        "export.zip",
        lambda: raw_zip(b"", 0, 0, [f"{n}.json" for n in range(65_000)]),
        T.TOO_LARGE,
    ),
    holds(
        "zip with a directory of 60 MB",
        "export.zip",
        lambda: raw_zip(b"", 0, 0, [f"{n:>060000}" for n in range(1000)]),
        T.TOO_LARGE,
    ),
    holds("zip of sizes that cannot be", "export.zip", raw_zip(TEXT, 0xFFFFFFFE, 1, ["a.xml"]), T.TOO_LARGE),
    holds("zip in zip in zip", "export.zip", nested_zip, T.UNKNOWN_FORMAT),
    holds("zip that holds itself", "export.zip", quine_zip, T.UNKNOWN_FORMAT),
    holds("zip with only a start", "export.zip", b"PK\3\4" + bytes(90), T.TRUNCATED),
    holds("zip with only an end", "export.zip", b"PK\5\6" + b"\xff" * 18, T.EMPTY),
    holds(
        "zip of a Word text",
        "notes.docx",
        zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", SEEN)),
    ),
)

# ── things that are something else ──


def tar_gz() -> bytes:
    """The other kind of archive that Takeout offers."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        info = tarfile.TarInfo("export.xml")
        info.size = len(SEEN)
        archive.addfile(info, io.BytesIO(SEEN))
    return made.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + SEEN * 90
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + SEEN * 90
ERROR_PAGE = b"<!DOCTYPE html>\n<html><head><title>404 Canary</title></head><body><p>Gone</p></body></html>\n"
OTHERS = (
    holds("nothing", "export.xml", b"", T.EMPTY),
    holds("only blanks", "export.xml", b" \r\n\t" * 9000, T.EMPTY),
    holds("only NUL", "Records.json", bytes(9000), T.EMPTY),
    holds("only a byte-order mark", "diary.csv", b"\xef\xbb\xbf", T.EMPTY),
    holds("only a mark of UTF-16", "diary.csv", b"\xff\xfe", T.EMPTY),
    holds("a photo called zip", "export.zip", JPEG, T.PICTURE),
    holds("a picture called xml", "export.xml", PNG, T.PICTURE),
    holds("a photo called json", "Records.json", b"\0\0\0\x28ftypheic" + SEEN * 50, T.PICTURE),
    holds("a PDF", "export.zip", b"%PDF-1.7\n" + SEEN * 90, T.PICTURE),
    holds("a database", "export.csv", b"SQLite format 3\0" + SEEN * 90, T.PICTURE),
    holds("a program", "export.xml", b"\x7fELF" + SEEN * 90, T.PICTURE),
    holds("a tar.gz", "takeout.tgz", tar_gz, T.UNKNOWN_FORMAT),
    holds("a gz", "export.xml.gz", gzip.compress(SAMPLES["apple_health"]), T.UNKNOWN_FORMAT),
    holds("an error page called zip", "export.zip", ERROR_PAGE, T.UNKNOWN_FORMAT),
    holds("an error message", "Records.json", b'{"error": "Canary", "code": 404}', T.UNKNOWN_FORMAT),
    holds("noise", "export.bin", random.Random(1).randbytes(70_000), T.UNKNOWN_FORMAT),
    holds("a letter", "notes.txt", b"Dear Canary,\nwe went out today.\n", T.UNKNOWN_FORMAT),
    holds("text in UTF-32", "diary.csv", SAMPLES["diary"].decode().encode("utf-32"), T.ENCODING),
    holds("a spreadsheet of another century", "diary.xls", OLE + bytes(2000), T.UNKNOWN_FORMAT),
    holds(
        "a spreadsheet with a password", "diary.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), T.LOCKED
    ),
)

# ── XML ──

APPLE_END = b'<HealthData locale="th_TH"><Record type="&a;" startDate="&a;"/></HealthData>'
SMS_END = b'<smses count="1"><sms address="&a;" date="1709251323000" type="1"/></smses>'
GPX_END = b'<gpx version="1.1"><trk><trkseg><trkpt lat="&a;" lon="&a;"/></trkseg></trk></gpx>'
ROOTS = (("HealthData", "export.xml", APPLE_END), ("smses", "sms.xml", SMS_END), ("gpx", "walk.gpx", GPX_END))
LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
DECLARED = {
    "billion laughs": LAUGHS + "<!ENTITY a '&a9;'>",
    "an outside entity": "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
    "a parameter entity": "<!ENTITY % p SYSTEM 'http://127.0.0.1/Canary'> %p;",
    "a hundred thousand entities": "<!ENTITY a 'x'>"
    + "".join(f"<!ENTITY e{n} '{n}'>" for n in range(100_000)),
}


def declaring(root: str, declared: str, end: bytes) -> bytes:
    """An XML file with a document type of its own."""
    return f'<?xml version="1.0"?>\n<!DOCTYPE {root} [{declared}]>\n'.encode() + end


def nested_xml(start: bytes, inner: bytes, count: int = 1_000_000) -> bytes:
    """Elements in elements, none of them closed."""
    return start + (b"<" + inner + b">") * count


XMLS = (
    *(
        holds(f"{name} in {root}", file, declaring(root, declared, end), T.ENTITIES, T.UNKNOWN_FORMAT)
        for name, declared in DECLARED.items()
        for root, file, end in ROOTS
    ),
    holds("a million elements deep in gpx", "walk.gpx", lambda: nested_xml(b"<gpx><trk>", b"a"), T.TOO_DEEP),
    holds(
        "a million elements deep in smses",
        "sms.xml",
        lambda: nested_xml(b'<smses count="1">', b"mms"),
        T.TOO_DEEP,
    ),
    holds(
        "a million elements deep in HealthData",
        "export.xml",
        lambda: nested_xml(b'<?xml version="1.0"?><HealthData locale="th_TH">', b"Correlation"),
    ),
    holds(
        "a hundred thousand attributes",
        "walk.gpx",
        b"<gpx " + b"".join(b'a%d="1" ' % n for n in range(100_000)),
    ),
    holds(
        "a value of 20 MB",
        "export.xml",
        lambda: b'<?xml version="1.0"?><HealthData locale="' + SEEN * 3_500_000 + b'"/>',
    ),
    holds("a million less-than signs", "export.xml", b'<?xml version="1.0"?><HealthData>' + b"<" * 1_000_000),
    holds("a comment that never ends", "walk.gpx", b'<?xml version="1.0"?><gpx><!-- ' + SEEN * 500_000),
    holds(
        "an export in which nothing is dated",
        "export.xml",
        SAMPLES["apple_health"].replace(b"Date=", b"Canary="),
    ),
    holds("an export cut in its first element", "export.xml", SAMPLES["apple_health"][:300]),
)

# ── JSON ──

WHEN = b"1709251323000"
FIX = b'{"latitudeE7": 356586000, "longitudeE7": 1397454000, "timestampMs": "%s"}'
PATH = b'{"semanticSegments": [{"startTime": "2024-03-01T08:00:00.000+09:00", "timelinePath": '


def fixes_at(*times: bytes) -> bytes:
    """Location records at these milliseconds."""
    return b'{"locations": [' + b",".join(FIX % when for when in times) + b"]}"


JSONS = (
    holds(
        "a million lists deep in locations",
        "Records.json",
        b'{"locations": [{"latitudeE7": ' + b"[" * 1_000_000,
    ),
    holds("a million objects deep in Timeline", "Timeline.json", PATH + b'{"a":' * 1_000_000, T.TOO_DEEP),
    holds(
        "a million lists deep and closed again",
        "sleep-2024-03-01.json",
        b'[{"logId": 1, "dateOfSleep": "2024-03-01", "levels": '
        + b"[" * 1_000_000
        + b"]" * 1_000_000
        + b"}]",
    ),
    holds("a text of 20 MB", "Timeline.json", lambda: PATH + b'"' + SEEN * 3_500_000 + b'"}]}'),
    holds("numbers of a hundred thousand digits", "Records.json", fixes_at(b"9" * 100_000), T.NO_TIMES),
    holds("numbers beyond all floats", "Records.json", fixes_at(WHEN).replace(b"356586000", b"1e400")),
    holds("numbers that are none", "Records.json", fixes_at(WHEN).replace(b"356586000", b"NaN")),
    holds("text with a lone surrogate", "Timeline.json", PATH + b'"\\ud800"}]}'),
    holds("text with NUL", "Records.json", fixes_at(b"\0\0\0\0")),
    holds("locations that stop at once", "Records.json", b'{"locations": [{"latitudeE7": 3565'),
    holds("locations of nobody", "Records.json", b'{"locations": []}'),
    holds("times of 10^18 ms", "Records.json", fixes_at(b"1" + b"0" * 18), T.NO_TIMES, T.TIMES_OUT_OF_RANGE),
    holds("times before 1970", "Records.json", fixes_at(b"-2082844800000"), T.TIMES_OUT_OF_RANGE),
    holds(
        "positions that are not on Earth",
        "Records.json",
        fixes_at(WHEN).replace(b"356586000", b"1397454000"),
        T.BAD_POSITIONS,
    ),
)

# ── tables ──


def xlsx(**parts: bytes) -> bytes:
    """A workbook of these parts; one row is a proper diary's heading."""
    sheet = b"<worksheet><sheetData>%s</sheetData></worksheet>"
    given = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="xml" ContentType="application/xml"/></Types>',
        "xl/workbook.xml": b"<workbook/>",
        "xl/worksheets/sheet1.xml": sheet % b"",
    }
    return zipped(
        *{**given, **{name.replace("__", "/") + ".xml": part for name, part in parts.items()}}.items()
    )


TABLES = (
    holds(
        "a hundred thousand columns",
        "wide.csv",
        b"time,latitude,longitude" + b",a" * 100_000 + b"\n" + b"1," * 100_000,
    ),
    holds("only headings", "points.csv", b"time,latitude,longitude\n", T.NOTHING_USABLE, T.EMPTY, T.NO_TIMES),
    holds("a column missing", "screen.csv", b"timestamp,Canary\n1709251323000,3\n"),
    holds("one line of 20 MB", "points.csv", b"time,latitude,longitude\n" + SEEN * 3_500_000),
    holds("one line of 20 MB from the start", "points.csv", SEEN * 3_500_000, T.UNKNOWN_FORMAT),
    holds("rows of NUL", "points.csv", b"time,latitude,longitude\n" + b"\0\0,\0,\0\n" * 9000),
    holds("rows of words", "points.csv", b"time,latitude,longitude\n" + b"Canary,Canary,Canary\n" * 9000),
    holds(
        "dates in 1904",
        "points.csv",
        b"time,latitude,longitude\n" + b"1904-01-01 08:00,35.6,139.7\n" * 99,
        T.TIMES_OUT_OF_RANGE,
    ),
    holds(
        "dates in 2099",
        "points.csv",
        b"time,latitude,longitude\n" + b"2099-01-01 08:00,35.6,139.7\n" * 99,
        T.TIMES_OUT_OF_RANGE,
    ),
    holds(
        "dates in the year 0",
        "points.csv",
        b"time,latitude,longitude\n" + b"0000-01-01 08:00,35.6,139.7\n" * 99,
    ),
    holds(
        "latitude and longitude swapped",
        "points.csv",
        b"time,latitude,longitude\n" + b"2024-03-01 08:00,139.7,35.6\n" * 99,
        T.BAD_POSITIONS,
    ),
    holds(
        "positions at zero",
        "points.csv",
        b"time,latitude,longitude\n" + b"2024-03-01 08:00,0,0\n" * 99,
        T.BAD_POSITIONS,
    ),
    holds("a diary of another century", "diary.csv", b"date,reach\n1904-01-01,room\n1904-01-02,room\n"),
    holds("a diary in which nothing is said", "diary.csv", b"date,reach,mood\n2024-03-01,,\n2024-03-02,,\n"),
    holds("a workbook of nothing", "diary.xlsx", xlsx()),
    holds(
        "a workbook that is a bomb",
        "diary.xlsx",
        lambda: xlsx(xl__worksheets__sheet1=bytes(100 << 20)),
        T.TOO_LARGE,
    ),
    holds(
        "a workbook of shared bombs",
        "diary.xlsx",
        lambda: xlsx(xl__sharedStrings=bytes(9 << 20)),
        T.TOO_LARGE,
    ),
    holds(
        "a workbook of entities",
        "diary.xlsx",
        xlsx(xl__workbook=declaring("workbook", LAUGHS, b"<workbook>&a9;</workbook>")),
    ),
    holds("a workbook cut short", "diary.xlsx", xlsx()[:-50], T.TRUNCATED),
)


# ── places where no file is ──


def looped(place: Path) -> None:
    """A link to itself."""
    place.symlink_to(place)


def folder_of_junk(place: Path) -> None:
    """A folder with nothing to read, and a link back to itself."""
    place.mkdir()
    (place / "a.jpg").write_bytes(JPEG)
    (place / "b.html").write_bytes(ERROR_PAGE)
    (place / "again").symlink_to(place)
    os.mkfifo(place / "pipe")


PLACES = (
    Hostile("a path where nothing is", "export.zip", lambda place: None, frozenset([T.NOT_FOUND])),
    Hostile("a link to itself", "export.zip", looped, frozenset([T.NOT_FOUND, T.DAMAGED])),
    Hostile(
        "a link to nothing", "export.zip", lambda place: place.symlink_to("gone"), frozenset([T.NOT_FOUND])
    ),
    Hostile("a pipe nobody writes to", "export.xml", os.mkfifo, frozenset([T.UNKNOWN_FORMAT])),
    Hostile(
        "an endless device",
        "export.xml",
        lambda place: place.symlink_to("/dev/zero"),
        frozenset([T.UNKNOWN_FORMAT]),
    ),
    Hostile(
        "a terminal", "export.csv", lambda place: place.symlink_to("/dev/full"), frozenset([T.UNKNOWN_FORMAT])
    ),
    Hostile("an empty folder called xml", "export.xml", Path.mkdir, frozenset([T.EMPTY])),
    Hostile("a folder of junk", "export.zip", folder_of_junk, frozenset([T.UNKNOWN_FORMAT])),
    Hostile("a name too long for the disk", "x" * 5000, lambda place: None, frozenset([T.NOT_FOUND])),
    holds("a name of two lines and an escape", "a\nb\r\x1b[31m.xml", ERROR_PAGE, T.UNKNOWN_FORMAT),
    holds(
        "a name with markup and a picture",
        "<b>[red]&amp;\U0001f3e0{file}%s\u202etxt.xml",
        ERROR_PAGE,
        T.UNKNOWN_FORMAT,
    ),
    holds("a name that is no text", os.fsdecode(b"\xff\xfe.xml"), ERROR_PAGE, T.UNKNOWN_FORMAT),
    holds("a long name", "ก" * 80 + ".csv", ERROR_PAGE, T.UNKNOWN_FORMAT),
)

HOSTILE = (*ZIPS, *OTHERS, *XMLS, *JSONS, *TABLES, *PLACES)


# ── files of which one half is good ──

APPLE, POINTS, DIARY = SAMPLES["apple_health"], SAMPLES["location_csv"], SAMPLES["diary"]
ROWS = b"time,latitude,longitude\n" + b"".join(
    b"2024-03-01 08:%02d:00,35.6586,139.7454\n" % n for n in range(60)
)


def bad_sum_beside() -> bytes:
    """A zip in which one member is damaged."""
    content = bytearray(zipped(("bad.xml", APPLE), ("good.csv", ROWS), packing=zipfile.ZIP_STORED))
    content[content.find(b"<HealthData") + 900] ^= 1
    return bytes(content)


def folder_half_good(place: Path) -> None:
    """A folder with one good file, a broken zip and a pipe."""
    folder_of_junk(place)
    (place / "points.csv").write_bytes(ROWS)
    (place / "broken.zip").write_bytes(zipped(("a.csv", ROWS * 9))[:-30])


def formula_diary() -> bytes:
    """A workbook whose date cells are formulas nobody ever worked out, beside proper ones."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("date", "reach"),
        ("2024-03-01", "room"),
        ("=TODAY()", "room"),
        ("2024-03-03", '=HYPERLINK("x")'),
    ):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


HALF_GOOD = (
    holds("an export cut in the middle", "export.xml", APPLE[: len(APPLE) * 2 // 3], T.TRUNCATED),
    holds("locations cut in the middle", "Records.json", fixes_at(WHEN, WHEN)[:-40], T.TRUNCATED),
    holds(
        "rows of 1904 among others",
        "points.csv",
        ROWS + b"1904-01-01 08:00:00,1.5,2.5\n",
        T.TIMES_OUT_OF_RANGE,
    ),
    holds(
        "rows of 2099 among others",
        "points.csv",
        ROWS + b"2099-01-01 08:00:00,1.5,2.5\n",
        T.TIMES_OUT_OF_RANGE,
    ),
    holds(
        "swapped rows among others", "points.csv", ROWS + b"2024-03-01 10:00:00,139.7,35.6\n", T.BAD_POSITIONS
    ),
    holds("words among numbers", "points.csv", ROWS + b"2024-03-01 10:00:00,Canary,35.6\n"),
    holds("NUL among numbers", "points.csv", ROWS + b"2024-03-01 10:00:00,\0,35.6\n", T.DAMAGED),
    holds("a quote that never closes", "points.csv", ROWS + b'"' + ROWS * 20, T.DAMAGED),
    holds(
        "a zip with a bomb beside a good file",
        "a.zip",
        lambda: zipped(("a.xml", bytes(9 << 20)), ("b.csv", ROWS)),
        T.TOO_LARGE,
    ),
    holds("a zip with a damaged member", "a.zip", bad_sum_beside, T.TRUNCATED, T.DAMAGED),
    holds(
        "a zip with the same name twice",
        "a.zip",
        lambda: zipped(("a.csv", ROWS[:900]), ("a.csv", ROWS)),
        T.CONFLICTING,
    ),
    Hostile("a folder half good", "export", folder_half_good, frozenset([T.TRUNCATED])),
    holds("formulas nobody worked out", "diary.xlsx", formula_diary, T.NO_TIMES),
)
