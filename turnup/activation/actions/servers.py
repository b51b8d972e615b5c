"""The access servers that ask RADIUS and can be told to cut a session."""

from ipaddress import ip_address

from django.utils.translation import gettext_noop as _

from turnup.activation.models import AccessServer
from turnup.standard.refusals import BadField

SHORTEST_SECRET = 12


def keep_access_server(
    *, name: str, address: str, secret: str, dynamic_port: int = 3799
) -> AccessServer:
    """Add an access server, or change the one of this address.

    `dynamic_port` is where it takes CoA and Disconnect (RFC 5176). Raises BadField for an address
    that is none, a short secret or a port that is none.
    """
    try:
        address = str(ip_address(address))
    except ValueError as error:
        raise BadField(
            "address", _("This is not an address."), _("Write it as 192.0.2.1.")
        ) from error
    if len(secret) < SHORTEST_SECRET:
        raise BadField(
            "secret",
            _("The secret is too short."),
            _("Use at least %(count)s characters."),
            count=SHORTEST_SECRET,
        )
    if not 0 < dynamic_port < 65536:
        raise BadField("dynamic_port", _("This is not a port."), _("Give one from 1 to 65535."))
    server, _made = AccessServer.objects.update_or_create(
        address=address, defaults={"name": name, "secret": secret, "dynamic_port": dynamic_port}
    )
    return server
