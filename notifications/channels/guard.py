"""Where a channel may connect to: one look-up, no inner address that is not listed, no detour."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

from rules.errors import PermitLoopError

Ip = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
NAT64 = IPv6Network("64:ff9b::/96")
COMPATIBLE = IPv6Network("::/96")
"""IPv4-compatible addresses (RFC 4291 2.5.5.1), of old."""
RESERVED: tuple[Network, ...] = tuple(
    map(
        ip_network,
        (
            "64:ff9b:1::/48", "fec0::/10", "::/96", "2001::/32", "100::/64",
            "::ffff:0:0:0/96", "3fff::/20", "5f00::/16", "192.0.0.0/24",
        ),
    )
)  # fmt: skip
"""Inner or local whatever the standard library says: local NAT64, site-local, Teredo, discard,
translated IPv4 (SIIT), documentation, segment routing, IETF protocol assignments."""
PORTS = {"https": 443, "http": 80}


class AddressRefused(PermitLoopError):
    """这个地址不允许连接，没有发送；请系统管理员核对通道的地址。"""


@dataclass(frozen=True)
class Allowed:
    """Inner places that an installation has listed; ``loopback`` also allows plain http there."""

    loopback: bool = False
    networks: tuple[Network, ...] = ()


NOTHING_INSIDE = Allowed()


@dataclass(frozen=True)
class Destination:
    """An address looked up once: ``url`` names the machine by its number, ``host`` by its name."""

    url: str
    host: str
    headers: dict[str, str] = field(default_factory=dict)


def networks(listed: Iterable[str]) -> tuple[Network, ...]:
    """Read networks such as 10.20.0.0/16; ValueError names what is none."""
    return tuple(ip_network(each.strip(), strict=False) for each in listed if each.strip())


def destination(url: str, allowed: Allowed = NOTHING_INSIDE) -> Destination:
    """Answer where to connect for a URL; AddressRefused says what is wrong with it.

    The name is looked up once and the number used, so that a second look-up cannot lead elsewhere.
    OSError where the name is not known.
    """
    parts = _parts(url)
    port = parts.port or PORTS[parts.scheme]
    try:
        found = _looked_up(str(parts.hostname), port)
    except UnicodeError:
        raise AddressRefused("地址中的主机名不成立") from None
    for each in found:
        refuse_inner(each, allowed)
    if parts.scheme != "https" and not (allowed.loopback and all(map(_loopback, found))):
        raise AddressRefused(f"{parts.hostname} 须用 https 地址（只有获准的本机地址可用 http）")
    return _pinned(parts, found[0], port)


def refuse_inner(number: Ip, allowed: Allowed) -> None:
    """Refuse an address that is not on the public internet, unless it is listed."""
    inside = _inside(number)
    if any(each.version == inside.version and inside in each for each in allowed.networks):
        return
    if _loopback(inside):
        if allowed.loopback:
            return
        raise AddressRefused(f"{number} 是本机地址，未获准连接")
    if (
        not inside.is_global
        or inside.is_multicast
        or any(inside.version == each.version and inside in each for each in RESERVED)
    ):
        raise AddressRefused(f"{number} 是内部或者保留地址，没有列入允许的网段")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressRefused("地址不是有效的网址") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise AddressRefused("地址须以 https:// 开头并写明主机")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("地址中不能写用户名或者密码，请用通道的密钥设置")
    if any(each.isspace() or not each.isprintable() for each in url):
        raise AddressRefused("地址中有空格或者控制字符")
    return parts


def _looked_up(host: str, port: int) -> list[Ip]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


def _inside(number: Ip) -> Ip:
    """Answer the IPv4 address that an IPv6 one only wraps, else the address itself."""
    if isinstance(number, IPv4Address):
        return number
    if number in NAT64 or (number in COMPATIBLE and int(number) > 1):
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or number


def _loopback(number: Ip) -> bool:
    return _inside(number).is_loopback


def _pinned(parts: SplitResult, number: Ip, port: int) -> Destination:
    shown = f"[{number}]" if number.version == 6 else str(number)
    target = parts._replace(netloc=f"{shown}:{port}", fragment="").geturl()
    host = str(parts.hostname)
    named = f"[{host}]" if ":" in host else host
    named += f":{parts.port}" if parts.port else ""
    return Destination(target, host, {"Host": named})
