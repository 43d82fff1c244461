"""Headers that everything carries, pages and files as they lie."""

from __future__ import annotations

from typing import Any

EVERYWHERE = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_A_FILE = "default-src 'none'; frame-ancestors 'none'"
OF_A_PAGE = f"{OF_A_FILE}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def of_a_file(headers: Any, path: str, _: str) -> None:
    """For styles, scripts, and the crisis pages with their own style inside."""
    headers["Content-Security-Policy"] = OF_A_PAGE if path.endswith(".html") else OF_A_FILE
    headers["X-Frame-Options"] = "DENY"
    for name, value in EVERYWHERE.items():
        headers[name] = value
