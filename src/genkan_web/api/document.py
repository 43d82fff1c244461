"""The OpenAPI document: ninja's, with what it does not know: who may ask, what can go wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI

from genkan_web import may_table
from genkan_web.api.shapes import Problem

SHAPE = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
ABOUT = """\
The same notebooks as on the pages, asked through the same table of who may. What is denied looks like what
is absent (404). A browser on this site sends its visit and, to change something, the form's own token as
`X-CSRFToken`. A program sends an access token, made under «My account» by whoever it is for.
Texts are in the language of `Accept-Language` (en, th, ja).
"""
WRONG = {  # everything that can go wrong, said once
    "400": "Not JSON as it is read here: UTF-8, every name once, real numbers. Or not over https.",
    "401": "Nobody is signed in, or the token is unknown, over or taken back.",
    "403": "The form's token or the second step is missing, or the access token only reads.",
    "404": "Nothing is there, or not for whoever asks; the two are never told apart.",
    "405": "The address does not take this method; `Allow` names those it takes.",
    "409": "Somebody wrote meanwhile; read again, nothing was overwritten.",
    "413": "More than 64 kB.",
    "415": "Something else than `application/json`.",
    "422": "A field does not fit; `fields` names it.",
    "429": "Too often; `Retry-After` says when to try again.",
    "503": "Not just now: the database rests, or the look could not be written down, so nothing was shown.",
}
ALWAYS, GUARDED = ("400", "404", "405", "503"), ("401", "403", "429")
CHANGING = ("409", "413", "415", "422")
SCHEMES = {
    "visit": {
        "type": "apiKey",
        "in": "cookie",
        "name": "visit",
        "description": "A visit of this site; changes also carry X-CSRFToken.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token that reads, or writes too.",
    },
}


def document_of(api: NinjaAPI) -> dict[str, Any]:
    """Plain values, ready for JSON."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/")))
    found["info"]["description"] = ABOUT
    found["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    parts = found["components"]
    parts["schemas"]["Problem"] = Problem.model_json_schema()
    parts["responses"] = {f"Wrong{status}": _wrong(status) for status in WRONG}
    parts["securitySchemes"] = SCHEMES
    names = dict(_operations(api))
    for methods in found["paths"].values():
        for method, operation in methods.items():
            _complete(operation, method, names[operation["operationId"]])
    return found


def _operations(api: NinjaAPI) -> Iterator[tuple[str, str]]:
    """The id of each operation in the document, and the name of its address."""
    for _, router in api._routers:
        for view in router.path_operations.values():
            yield from ((api.get_openapi_operation_id(one), str(view.url_name)) for one in view.operations)


def _wrong(status: str) -> dict[str, Any]:
    told: dict[str, Any] = {"description": WRONG[status], "content": SHAPE}
    headers = {"405": "Allow", "429": "Retry-After", "401": "WWW-Authenticate"}
    if status in headers:
        told["headers"] = {headers[status]: {"schema": {"type": "string"}}}
    return told


def _complete(operation: dict[str, Any], method: str, name: str) -> None:
    thing, verb = may_table.table().addresses[name][method.upper()]
    public = may_table.is_for_everybody(thing, verb)
    operation["security"] = [] if public else [{"visit": []}, {"token": []}]
    wrong = {*ALWAYS, *(() if public else GUARDED), *(CHANGING if method != "get" else ())}
    if operation.get("parameters"):
        wrong.add("422")
    for status in sorted(wrong):
        operation["responses"][status] = {"$ref": f"#/components/responses/Wrong{status}"}
