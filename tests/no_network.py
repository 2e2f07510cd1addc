"""The tests reach no network: an audit hook refuses every connection that leaves this machine, and every look-up of a name.

Loopback and local sockets are let through, since LibreOffice and asyncio talk over them. The hook sees this process only; it
cannot be taken away again.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

NAMES = (None, "", b"", "localhost", b"localhost")


class NetworkReached(BaseException):
    """Something tried to leave this machine; no `except Exception` on the way may hide it."""


def _local(host: Any) -> bool:
    if host in NAMES:
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not _local(address[0]):
            raise NetworkReached(f"{event} to {address}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _local(arguments[0]):
        raise NetworkReached(f"{event} of {arguments[0]!r}")


def block() -> None:
    """Refuse the network from here on."""
    sys.addaudithook(_refuse)
