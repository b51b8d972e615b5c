"""What OpenAPI says of the REST door beyond the shapes of its answers.

Every parameter, header and HTTP code is declared, problems with their document; a program made
from the description alone meets nothing it was not told of.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from ninja import NinjaAPI
from pydantic import BaseModel

PREFIX: Final = "/api/v1/"
ALWAYS: Final = (400, 401, 405, 500, 503)
KEYED: Final = (409, 413, 415, 422)
MEANINGS: Final = {
    400: "The request could not be understood",
    401: "No token, or none that is known",
    403: "None of the caller's roles may do this",
    404: "No such thing, or none that the caller may know of",
    405: "The address answers to other methods: see `Allow`",
    409: "The order, the standard or another request stands in the way",
    412: "The order has moved on since the version in `If-Match`",
    413: "The body is over the limit",
    415: "The body is not JSON",
    422: "The data are at fault: see `errors`",
    500: "A fault of ours; nothing was recorded",
    503: "The database does not answer",
}
PROBLEM_HEADERS: Final = {
    401: {"WWW-Authenticate": "Bearer"},
    405: {"Allow": "The methods that the address answers to"},
    503: {"Retry-After": "Seconds to wait"},
}
_TEXT: Final = {"type": "string"}


def _parameter(name: str, where: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": where,
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


LANGUAGE: Final = _parameter(
    "Accept-Language",
    "header",
    "`ru` or `en`: the language of titles and problems; else the person's own.",
    examples=["ru", "en"],
)
KEY: Final = _parameter(
    "Idempotency-Key",
    "header",
    "A new one for each new request, kept for 72 hours: the same request under the same key "
    "is answered with the stored answer, another request with 422, one under way with 409.",
    minLength=1,
    maxLength=255,
    pattern=r"^[!-~]([ -~]{0,253}[!-~])?$",  # no example: programs would send it twice
) | {"required": True}
IF_MATCH: Final = _parameter(
    "If-Match",
    "header",
    "The version that the caller saw, as in `ETag`; refused with 412 if the order moved on.",
    pattern=r'^(W/)?"[0-9]{1,9}"$|^\*$',
    examples=['"7"'],
)
IF_NONE_MATCH: Final = _parameter(
    "If-None-Match", "header", "The version the caller has; answered with 304 if it is the latest."
)


def described(
    *,
    body: type[BaseModel] | None = None,
    example: Mapping[str, Any] | None = None,
    examples: Mapping[str, Any] | None = None,
    query: type[BaseModel] | None = None,
    opens: bool = False,
    moves: bool = False,
    tagged: bool = False,
    problems: Iterable[int] = (),
) -> dict[str, Any]:
    """Give what an operation's description lacks: headers, query, body, codes.

    An `example`, or several `examples` by their names, are bodies accepted as they stand.
    """
    keyed = opens or moves or body is not None
    codes = {*ALWAYS, *problems, *(KEYED if keyed else ()), *((422,) if query else ())}
    told: dict[str, Any] = {
        "parameters": [LANGUAGE, *_query(query)],
        "responses": {code: {"$ref": f"#/components/responses/P{code}"} for code in sorted(codes)},
    }
    if tagged:
        told["parameters"].append(IF_NONE_MATCH)
        told["responses"][200] = {"headers": _headers(ETag="The version, for If-Match")}
        told["responses"][304] = {"description": "The caller has this version"}
    if keyed:
        told["parameters"] += [KEY, IF_MATCH] if moves else [KEY]
    if opens or moves:
        told["responses"][201] = {
            "headers": _headers(
                Location="The order's card",
                ETag="The order's version now",
                **{"Idempotency-Replayed": "`true`: the stored answer of an earlier request"},
            )
        }
    if body:
        every = examples or {"example": example}
        named = {name: {"value": value} for name, value in every.items()}
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _schema(body), "examples": named}},
        }
    return told


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    made: dict[str, Any] = _inlined(schema, schema.pop("$defs", {}))
    return made


def _inlined(part: Any, parts: Mapping[str, Any]) -> Any:
    """Put the parts of a body in place of the references to them: it stands alone in a path."""
    if isinstance(part, list):
        return [_inlined(one, parts) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(parts[part["$ref"].rsplit("/", 1)[-1]], parts)
    return {key: _inlined(one, parts) for key, one in part.items()}


def _query(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    whole = _schema(model)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in whole.get("required", ()),
            "description": schema.pop("description", ""),
            "schema": _without_null(schema),
        }
        for name, schema in whole["properties"].items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    default = {} if schema.get("default") is None else {"default": schema["default"]}
    return {**(options[0] if options else {}), **kept, **default}


def _headers(**described: str) -> dict[str, Any]:
    return {name: {"description": text, "schema": _TEXT} for name, text in described.items()}


@cache
def document(api: NinjaAPI) -> dict[str, Any]:
    """Give the whole description of the door."""
    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    components = told["components"]
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    components["responses"] = {f"P{code}": _problem(code) for code in MEANINGS}
    for operations in told["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return told


def _complete(operation: dict[str, Any]) -> None:
    """Declare what every operation has, for those too that were described elsewhere."""
    names = {parameter["name"] for parameter in operation["parameters"]}
    if LANGUAGE["name"] not in names:
        operation["parameters"].append(LANGUAGE)
    for code in ALWAYS:
        operation["responses"].setdefault(code, {"$ref": f"#/components/responses/P{code}"})
    operation["responses"] = {str(code): one for code, one in operation["responses"].items()}


def _problem(code: int) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "description": MEANINGS[code],
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    if code in PROBLEM_HEADERS:
        problem["headers"] = _headers(**PROBLEM_HEADERS[code])
    return problem


_NAMED: Final = {"step": _TEXT, "title": _TEXT, "role": _TEXT, "role_title": _TEXT}
PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457. `code` is stable, the texts are in the caller's language.",
    "required": ["type", "status", "code", "title", "detail"],
    "properties": {
        "type": _TEXT,
        "status": {"type": "integer"},
        "code": {**_TEXT, "examples": ["gate.money_missing", "step.already_stands"]},
        "title": _TEXT,
        "detail": _TEXT,
        "missing": {
            "type": "array",
            "description": "What a closed gate waits for, and whose turn it is.",
            "items": {
                "type": "object",
                "required": ["step", "title", "role", "roles"],
                "properties": {**_NAMED, "roles": {"type": "array", "items": _TEXT}},
            },
        },
        "errors": {
            "type": "array",
            "description": "Faulty fields, by their path in the request: `data.lines.0.price`.",
            "items": {
                "type": "object",
                "required": ["field", "fault", "mend"],
                "properties": {"field": _TEXT, "fault": _TEXT, "mend": _TEXT},
            },
        },
        "first": {
            "type": "object",
            "description": "Who was first, where the step stands already.",
            "properties": {"actor": _TEXT, "name": _TEXT, "role": _TEXT, "at": _TEXT},
        },
        "version": {"type": "integer", "description": "Of the order, now."},
    },
    "examples": [
        {
            "type": "urn:turnup:problem:gate.money_missing",
            "status": 409,
            "code": "gate.money_missing",
            "title": "Чего-то не хватает",
            "detail": "«Задание на монтаж внесено в журнал работ» пока невозможно. "
            "Не хватает: «Деньги за подключение поступили» (Сотрудник абонентского отдела).",
            "missing": [
                {
                    "step": "money_received",
                    "title": "Деньги за подключение поступили",
                    "role": "subscriber_clerk",
                    "role_title": "Сотрудник абонентского отдела",
                    "roles": ["subscriber_clerk", "subscriber_head"],
                }
            ],
        }
    ],
}
