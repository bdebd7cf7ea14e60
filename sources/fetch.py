"""One page from the network, for a person who gave its address; made so that a page cannot use us to reach others.

An address may lead, by its digits, its name or a redirect, into the reader's own machine or network. So every name is
resolved once, every resulting address must be public, the connection goes to the address that was checked, and each
redirect is checked again. Nothing is sent that says who reads; nothing that a page refers to is loaded.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from sources.errors import LoadError

SECONDS = 20.0
"""For everything: finding the name, all redirects, and the whole answer."""

LARGEST = 10 * 1024 * 1024
"""Bytes of the answer, as sent and after unpacking."""

REDIRECTS = 5

_LONGEST_URL = 4096  # bytes
_CHUNK = 65_536
_CONNECT = 6.0  # seconds for one of several addresses
_PORTS = {"http": 80, "https": 443}
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; crossread)",
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,text/*;q=0.8,*/*;q=0.5",
    "Accept-Language": "*",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_NOT_IN_URLS = re.compile("[\x00-\x20\x7f-\x9f]")
_SAFE = "!#$%&'()*+,/:;=?@[]~"  # what is left as it is in a path or query; "%" because most are quoted already
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.ip_network("::/96")
_REDIRECT = frozenset((301, 302, 303, 307, 308))


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchError(LoadError):
    """Nothing was fetched. The message is one sentence: what is wrong, and what to do."""


class Fetched(NamedTuple):
    """`data` is unpacked; `content_type` in lower case without parameters, `charset` as the server named it, or ""."""

    data: bytes
    content_type: str
    charset: str
    final_url: str


class _Target(NamedTuple):
    """A checked address: `host` is ASCII, `path` begins with "/" and has the query."""

    scheme: str
    host: str
    port: int
    path: str


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    seconds: float = SECONDS,
    largest: int = LARGEST,
    redirects: int = REDIRECTS,
) -> Fetched:
    """The answer at `url`. Raises FetchError.

    `allow_private` lets the host that `url` names be one that is not public; a redirect elsewhere is not covered by it,
    for a page could otherwise reach what only this machine can.
    """
    deadline = time.monotonic() + seconds
    named = ""
    for _ in range(redirects + 1):
        target = _checked(url)
        named = named or target.host
        addresses = _resolved(target, deadline)
        if not all(map(is_public, addresses)) and not (allow_private and target.host == named):
            raise FetchError(
                f"“{target.host}” is in your own machine or network; add --allow-private if you trust the address."
                if target.host == named
                else f"“{named}” sends on to “{target.host}”, which is in your own machine or network; "
                "name that address itself if you trust it."
            )
        with _answered(target, addresses, deadline) as response:
            if response.status in _REDIRECT and (location := response.getheader("Location")):
                url = _next(url, location)
                continue
            _refuse_failure(response.status, target.host)
            data = _unpacked(_body(response, largest, target.host), response, largest, target.host)
            return Fetched(data, *_content_type(response), url)
    raise FetchError(f"“{urlsplit(url).hostname}” redirects more than {redirects} times; open the page in a browser.")


def _checked(url: str) -> _Target:
    """The parts of an address that may be fetched; FetchError says why another may not."""
    if len(url.encode("utf-8", "replace")) > _LONGEST_URL:
        raise FetchError(f"The address is longer than {_LONGEST_URL} bytes; check that it is an address.")
    if not url or _NOT_IN_URLS.search(url):
        raise FetchError("The address has spaces or control characters in it; copy it again.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchError("The address is malformed; check it.") from error
    if parts.scheme not in _PORTS:
        raise FetchError("Only addresses that begin with http:// or https:// are fetched.")
    if "@" in parts.netloc:
        raise FetchError("The address holds a user name or password; remove what stands before the “@”.")
    if not host or "%" in host or port == 0:
        raise FetchError("The address is malformed; check it.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise FetchError("The name of the site in the address is malformed; check it.") from error
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)
    return _Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def _next(url: str, location: str) -> str:
    """Where a redirect leads. Headers arrive as Latin-1 whatever they are."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchError("The page redirects to a malformed address; open it in a browser.") from error


def _resolved(target: _Target, deadline: float) -> list[str]:
    """The addresses of the host. FetchError when none is found in time."""
    found: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    # The system's resolver takes as long as it likes, so it is waited for and not called.
    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if failed or (not found and not thread.is_alive()):
        raise FetchError(f"There is no site “{target.host}”, or no connection to the network.")
    if not found:
        raise _too_slow(target.host)
    return found


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it wraps another: mapped, 6to4, Teredo, NAT64."""
    try:
        return all(map(_is_global, _unwrapped(ipaddress.ip_address(address))))
    except ValueError:  # with a zone ("fe80::1%eth0"), which only local addresses have
        return False


def _is_global(address: _Address) -> bool:
    local = isinstance(address, ipaddress.IPv6Address) and (address.is_site_local or address in _LOCAL_NAT64)
    return address.is_global and not (local or address.is_multicast or address.is_reserved)


def _unwrapped(address: _Address) -> list[_Address]:
    """The addresses that packets to `address` may reach."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _NAT64 or address in _COMPATIBLE:
        return [ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    return [address]


@contextmanager
def _answered(target: _Target, addresses: list[str], deadline: float) -> Iterator[http.client.HTTPResponse]:
    """The head of the answer, its body still to be read. All errors of the connection are told here, as FetchError."""
    late = threading.Event()
    connection = http.client.HTTPConnection(target.host, target.port)
    timer: threading.Timer | None = None
    try:
        raw = _connected(target, addresses, deadline)
        connection.sock = raw

        def give_up() -> None:
            late.set()
            with suppress(OSError):
                raw.shutdown(socket.SHUT_RDWR)

        # A timeout of the socket starts anew with each byte that a slow server sends; this one does not.
        timer = threading.Timer(max(0.0, deadline - time.monotonic()), give_up)
        timer.daemon = True
        timer.start()
        if target.scheme == "https":
            # The name is checked against the certificate although we connect to a number. The copy of the socket
            # shares its connection, which `give_up` ends for both.
            connection.sock = ssl.create_default_context().wrap_socket(raw.dup(), server_hostname=target.host)
        connection.request("GET", target.path, headers={"Host": _host(target), **_HEADERS})
        with connection.getresponse() as response:
            yield response
        if late.is_set():
            raise _too_slow(target.host)
    except ssl.SSLCertVerificationError as error:
        raise FetchError(f"The certificate of “{target.host}” is not valid; open the page in a browser.") from error
    except FetchError:
        if late.is_set():
            raise _too_slow(target.host) from None
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            raise _too_slow(target.host) from error
        raise FetchError(f"“{target.host}” broke the connection off or answers nonsense; try again later.") from error
    finally:
        if timer:
            timer.cancel()
            raw.close()
        connection.close()


def _host(target: _Target) -> str:
    """The Host header: the site as in the address, not the number that we connect to."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == _PORTS[target.scheme] else f"{host}:{target.port}"


def _connected(target: _Target, addresses: list[str], deadline: float) -> socket.socket:
    """A connection to the first address that accepts one."""
    for number, address in enumerate(addresses, 1):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        with suppress(OSError):
            return socket.create_connection(
                (address, target.port), left if number == len(addresses) else min(left, _CONNECT)
            )
    if time.monotonic() >= deadline:
        raise _too_slow(target.host)
    raise FetchError(f"“{target.host}” accepts no connection; check the address, or try again later.")


def _refuse_failure(status: int, host: str) -> None:
    """FetchError unless `status` means that the page is here. The server's own words for it are not repeated."""
    if 200 <= status < 300:
        return
    if status in (401, 403, 407):
        raise FetchError(f"“{host}” shows this page only after a login; save it from a browser and load the file.")
    if status in (404, 410):
        raise FetchError(f"“{host}” has no such page; check the address.")
    try:
        phrase = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    raise FetchError(f"“{host}” answers with error {status}{phrase}; try again later.")


def _body(response: http.client.HTTPResponse, largest: int, host: str) -> bytes:
    data = bytearray()
    while chunk := response.read(_CHUNK):
        data += chunk
        if len(data) > largest:
            raise _too_large(host, largest)
    if response.length:  # bytes that were promised
        raise FetchError(f"“{host}” broke the connection off before the page was complete; try again.")
    return bytes(data)


def _unpacked(data: bytes, response: http.client.HTTPResponse, largest: int, host: str) -> bytes:
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding == "identity" or not data:
        return data
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"“{host}” packs the page in an unknown way; save it from a browser and load the file.")
    # 47: gzip or zlib, whichever it is; "deflate" is either zlib or, against the standard, without any header.
    for window in (47, -15) if encoding == "deflate" else (47,):
        with suppress(zlib.error):
            return _inflated(data, window, largest, host)
    raise FetchError(f"The page at “{host}” is damaged; try again.")


def _inflated(data: bytes, window: int, largest: int, host: str) -> bytes:
    unpacked = bytearray()
    while data:
        unpacker = zlib.decompressobj(window)
        unpacked += unpacker.decompress(data, largest + 1 - len(unpacked))
        if len(unpacked) > largest:
            raise _too_large(host, largest)
        if not unpacker.eof:
            raise zlib.error("cut off")
        data = unpacker.unused_data if window > 0 and unpacker.unused_data[:2] == b"\x1f\x8b" else b""
    return bytes(unpacked)


def _content_type(response: http.client.HTTPResponse) -> tuple[str, str]:
    message = Message()
    message["Content-Type"] = response.getheader("Content-Type") or "application/octet-stream"
    try:
        return message.get_content_type(), message.get_content_charset("")
    except (ValueError, LookupError):  # parameters that are not ASCII, encoded in an unknown way
        return message.get_content_type(), ""


def _too_slow(host: str) -> FetchError:
    return FetchError(f"“{host}” takes too long; try again later, or save the page from a browser and load the file.")


def _too_large(host: str, largest: int) -> FetchError:
    return FetchError(f"The page at “{host}” is larger than {largest // 1024**2} MiB; save the part that you need.")
