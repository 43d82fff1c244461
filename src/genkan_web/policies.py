"""What a browser may do with a page of ours: everything is forbidden but our own files."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import MutableMapping
from pathlib import Path

PAGES = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "form-action": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


def of_file(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Let the styles inside a crisis page stand, known by their SHA-256; that page needs nothing else."""
    if not url.endswith(".html"):
        return
    inside = re.findall(r"<style>(.*?)</style>", Path(path).read_text(encoding="utf-8"), re.DOTALL)
    sums = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inside]
    allowed = " ".join(f"'sha256-{one}'" for one in sums) or "'none'"
    nothing = ("default-src", "object-src", "base-uri", "form-action", "frame-ancestors")
    policy = [f"style-src {allowed}", *(f"{directive} 'none'" for directive in nothing)]
    headers["Content-Security-Policy"] = "; ".join(policy)
