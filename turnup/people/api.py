"""The Bearer token of the REST door, and who it belongs to."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.security import HttpBearer

from turnup.people.actor import Actor, actor_by_token
from turnup.people.asking import Asked
from turnup.people.operations import OPERATIONS, SELF, Scope
from turnup.people.permissions import allows, scope_of


class BearerToken(HttpBearer):
    """Lets in who bears a token, and sets `request.actor`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return whose token it is at this door's clock, or None."""
        asked = cast(Asked, request)
        asked.actor = actor_by_token(token, timezone.now())
        return asked.actor


class Me(Schema):
    """Whose token it is, and what it may do."""

    id: UUID
    name: str
    language: str
    roles: list[str] = Field(description="Codes of the roles held now, sorted.")
    operations: dict[str, Scope] = Field(description="What may be done: operation to scope.")


router = Router(tags=["people"])


@router.get("/me", response=Me, summary="Whose token this is", operation_id="me")
@allows(SELF)
def me(request: HttpRequest) -> Me:
    """Tell a program whose token it bears, with the roles held now and what they may do."""
    actor = cast(Asked, request).actor
    assert actor is not None, "SELF lets in nobody without an actor"
    scopes = {operation: scope_of(actor, operation) for operation in OPERATIONS}
    return Me(
        id=actor.id,
        name=actor.name,
        language=actor.language,
        roles=sorted(actor.roles),
        operations={operation: scope for operation, scope in scopes.items() if scope},
    )
