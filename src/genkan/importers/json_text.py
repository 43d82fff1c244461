"""JSON files as UTF-8, whatever their encoding."""

from __future__ import annotations

import codecs
from typing import IO, cast

from genkan.importers.gathering import Source


def encoding_of(head: bytes) -> str:
    """utf-8, utf-16-le, utf-16-be or cp1252, judged by marks, zero bytes and what decodes."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        if head.startswith(mark):
            return name
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    if len(head) >= 4 and 0 in head[:2]:
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head, final=False)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def text_of(head: bytes) -> str:
    """The head as text, its mark removed, whatever its encoding; never fails."""
    return head.decode(encoding_of(head), "replace").removeprefix("\ufeff")


def utf8(source: Source) -> IO[bytes]:
    """The source as UTF-8 without a mark."""
    head = source.head()
    encoding, stream = encoding_of(head), source.open()
    if encoding != "utf-8":
        return cast(IO[bytes], _Recoded(stream, encoding))
    if head.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    return stream


class _Recoded:
    """A stream in another encoding, as UTF-8; what cannot be decoded becomes U+FFFD."""

    def __init__(self, stream: IO[bytes], encoding: str):
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._first = True

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, which must be 12 or more; none at the end."""
        while raw := self._stream.read(size // 3):
            text = self._decoder.decode(raw)
            if self._first and text:
                text, self._first = text.removeprefix("\ufeff"), False
            if text:
                return text.encode("utf-8", "replace")
        return self._decoder.decode(b"", final=True).encode("utf-8", "replace") if size else b""

    def __enter__(self) -> _Recoded:
        return self

    def __exit__(self, *problem: object) -> None:
        self._stream.close()
