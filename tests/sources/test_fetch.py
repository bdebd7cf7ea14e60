from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sources.errors import LoadError
from sources.fetch import Fetched, FetchError, fetch, is_public
from sources.load import load_url

BAD_INPUTS = Path(__file__).parents[3] / "shared" / "bench" / "badinputs.py"
PAGE = "<!doctype html><title>题</title><article>" + "<p>正文，一句一句地读下去，直到读完为止。</p>" * 9 + "</article>"

PRIVATE = """
http://127.0.0.1:9/ http://localhost:9/ http://localhost.:9/ http://[::1]:9/ http://0.0.0.0:9/ http://127.1:9/
http://2130706433:9/ http://0x7f.1:9/ http://0177.0.0.1:9/ http://169.254.169.254/latest/meta-data/ http://10.0.0.1/
http://[::ffff:127.0.0.1]:9/ http://[::127.0.0.1]:9/ http://[64:ff9b::7f00:1]:9/ http://[64:ff9b:1::a00:1]/
http://[2002:7f00:1::]/ http://[2001:0:a00:1::80ff:fffe]/ http://192.168.1.1/ http://100.64.0.1/ http://198.18.0.1/
http://[fec0::1]/ http://[fe80::1]/ http://[fd00::1]/ http://[ff02::1]/ http://224.0.0.1/ http://240.0.0.1/
"""
REFUSED = [
    ("file:///etc/passwd", "begin with http"),
    ("FiLe://localhost/x", "begin with http"),
    ("ftp://127.0.0.1/x", "begin with http"),
    ("data:text/html,x", "begin with http"),
    ("javascript:alert(1)", "begin with http"),
    ("jar:file:///x!/y", "begin with http"),
    ("//127.0.0.1:9/", "begin with http"),
    ("-x", "begin with http"),
    ("http://good.example@127.0.0.1:9/", "user name or password"),
    ("http://a:b@good.example/", "user name or password"),
    ("http://x.example/\r\nHost: evil", "control characters"),
    ("http://x.example/a b", "control characters"),
    ("", "control characters"),
    ("http://x.example/" + "a" * 5000, "longer than 4096 bytes"),
    ("http://[fe80::1%25lo]/", "malformed"),
    ("http://[::1/", "malformed"),
    ("https://x.example:99999/", "malformed"),
    ("http:///path", "malformed"),
    ("http://" + "a" * 70 + "中.example/", "malformed"),
]


@pytest.mark.parametrize(("url", "why"), REFUSED)
def test_addresses_that_are_never_fetched(url: str, why: str) -> None:
    for allow_private in (False, True):
        with pytest.raises(FetchError, match=why):
            fetch(url, allow_private=allow_private)


@pytest.mark.parametrize("url", PRIVATE.split())
def test_the_own_machine_and_network_are_refused_however_they_are_written(url: str) -> None:
    with pytest.raises(FetchError, match=r"your own machine or network|There is no site"):
        fetch(url, seconds=3)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::5db8:d822", True),
        ("2002:5db8:d822::1", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80)) for host in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(FetchError, match="own machine"):
        fetch("http://mixed.example/")


def test_a_resolver_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> list[object]:
        time.sleep(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", never)
    begun = time.monotonic()
    with pytest.raises(FetchError, match="takes too long"):
        fetch("http://slow.example/", seconds=0.2)
    assert time.monotonic() - begun < 1


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    """Each path is one thing that servers do to readers."""

    protocol_version = "HTTP/1.1"
    seen: list[dict[str, str]] = []

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        Handler.seen.append({key.lower(): value for key, value in self.headers.items()} | {"path": self.path})
        with suppress(OSError):
            getattr(self, "path_" + self.path.strip("/").partition("?")[0].replace("-", "_"), self.path_missing)()

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in ({"Content_Type": "text/html; charset=utf-8"} | headers).items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def path_missing(self) -> None:
        self.answer(b"no", 404)

    def path_page(self) -> None:
        self.answer(PAGE.encode(), Set_Cookie="a=b")

    def path_moved(self) -> None:
        self.answer(b"", 302, Location="/page?q=中文".encode().decode("latin-1"))

    def path_loop(self) -> None:
        self.answer(b"", 302, Location="/loop")

    def path_to_file(self) -> None:
        self.answer(b"", 302, Location="file:///etc/hostname")

    def path_to_neighbour(self) -> None:
        self.answer(b"", 302, Location=f"http://127.0.0.1:{self.server.server_port}/page")  # type: ignore[attr-defined]

    def path_to_user(self) -> None:
        self.answer(b"", 302, Location="http://a@localhost/")

    def path_gzip(self) -> None:
        self.answer(gzip.compress(PAGE.encode()[:50]) + gzip.compress(PAGE.encode()[50:]), Content_Encoding="gzip")

    def path_deflate(self) -> None:
        self.answer(zlib.compress(PAGE.encode())[2:-4], Content_Encoding="deflate")

    def path_bomb(self) -> None:
        self.answer(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")

    def path_bad_gzip(self) -> None:
        self.answer(gzip.compress(PAGE.encode())[:-20], Content_Encoding="gzip")

    def path_brotli(self) -> None:
        self.answer(b"x", Content_Encoding="br")

    def path_login(self) -> None:
        self.answer(b"", 401, WWW_Authenticate='Basic realm="\x1b[2J"')

    def path_teapot(self) -> None:
        self.answer(b"", 599)

    def path_gbk(self) -> None:
        self.answer(PAGE.encode("gbk"), Content_Type="text/html; charset=GB2312")

    def path_lie(self) -> None:
        self.answer(PAGE.encode("gbk"), Content_Type="text/html; charset=utf-8")

    def path_odd_type(self) -> None:
        self.answer(PAGE.encode(), Content_Type="text/html; charset=../../x; charset*=x''%E4")

    def path_notes(self) -> None:
        self.answer("第一段。".encode(), Content_Type="text/plain")

    def path_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "99999")
        self.end_headers()
        self.wfile.write(PAGE.encode())
        self.close_connection = True

    def path_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def path_drip_head(self) -> None:
        for _ in range(100):
            self.wfile.write(b"H")
            time.sleep(0.05)

    def path_endless(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            self.wfile.write(bytes(65_536))

    def path_nonsense(self) -> None:
        self.wfile.write(b"\x00\xff nonsense\r\n\r\n")
        self.close_connection = True

    def path_huge_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n")
        self.close_connection = True


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


Get = Callable[..., Fetched]


@pytest.fixture
def get(origin: str) -> Get:
    return lambda path, **limits: fetch(f"{origin}/{path}", **({"allow_private": True, "seconds": 5} | limits))


def test_a_page(get: Get, origin: str) -> None:
    Handler.seen.clear()
    got = get("page#part")
    assert got == Fetched(PAGE.encode(), "text/html", "utf-8", f"{origin}/page#part")
    (request,) = Handler.seen
    assert request["host"] == origin.removeprefix("http://") and request["path"] == "/page"
    assert not {"cookie", "referer", "authorization"} & set(request)


def test_a_redirect_is_followed_without_cookies(get: Get, origin: str) -> None:
    Handler.seen.clear()
    got = get("moved")
    assert got.data == PAGE.encode() and got.final_url == f"{origin}/page?q=中文"
    assert [request["path"] for request in Handler.seen] == ["/moved", "/page?q=%E4%B8%AD%E6%96%87"]
    assert all("cookie" not in request and "referer" not in request for request in Handler.seen)


def test_each_redirect_is_checked_again(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FetchError, match="begin with http"):
        get("to-file")
    with pytest.raises(FetchError, match="user name"):
        get("to-user")
    with pytest.raises(FetchError, match=r"sends on to .*which is in your own machine"):
        get("to-neighbour", allow_private=True)
    asked: list[str] = []

    def once(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1

    monkeypatch.setattr("sources.fetch.is_public", once)
    with pytest.raises(FetchError, match="own machine"):
        get("moved", allow_private=False)
    assert len(asked) == 2


def test_a_proxy_from_the_environment_is_not_used(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert get("page").data == PAGE.encode()


def test_the_connection_goes_to_the_address_that_was_checked(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to another address the second time (DNS rebinding) is not asked a second time."""
    resolve, names = socket.getaddrinfo, list[object]()

    def once(host: str, *rest: object, **options: object) -> object:
        if host == "localhost":
            names.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
        return resolve(host, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert get("page").data == PAGE.encode()
    assert names == ["localhost"]


@pytest.mark.parametrize("path", ["gzip", "deflate"])
def test_packed_pages(get: Get, path: str) -> None:
    assert get(path).data == PAGE.encode()


@pytest.mark.parametrize(
    ("path", "limits", "why"),
    [
        ("loop", {}, "redirects more than 5 times"),
        ("bomb", {}, "larger than 10 MiB"),
        ("endless", {}, "larger than 10 MiB"),
        ("bad-gzip", {}, "damaged"),
        ("brotli", {}, "unknown way"),
        ("login", {}, "after a login"),
        ("nowhere", {}, "no such page"),
        ("teapot", {}, r"error 599; try"),
        ("short", {}, "broke the connection off before"),
        ("nonsense", {}, "answers nonsense"),
        ("huge-head", {}, "answers nonsense"),
        ("drip", {"seconds": 0.3}, "takes too long"),
        ("drip-head", {"seconds": 0.3}, "takes too long"),
    ],
)
def test_what_servers_do_wrong(get: Get, path: str, limits: dict[str, float], why: str) -> None:
    begun = time.monotonic()
    with pytest.raises(FetchError, match=why) as caught:
        get(path, **limits)
    assert "\x1b" not in str(caught.value)
    assert time.monotonic() - begun < 4


def test_nobody_listens() -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="accepts no connection"):
            fetch(f"http://127.0.0.1:{free.getsockname()[1]}/", allow_private=True)


def test_https_needs_a_valid_answer(origin: str) -> None:
    with pytest.raises(FetchError, match="broke the connection off"):
        fetch(origin.replace("http:", "https:") + "/page", allow_private=True, seconds=5)


@pytest.mark.parametrize(("path", "encoding"), [("page", "utf-8"), ("gbk", "gb18030"), ("lie", "gb18030")])
def test_load_url_reads_what_the_server_names_unless_it_lies(origin: str, path: str, encoding: str) -> None:
    document, original = load_url(f"{origin}/{path}", allow_private=True)
    assert document.encoding == encoding and document.format.startswith("html")
    assert document.text.startswith("正文，一句一句地读下去") and document.metadata.title == "题"
    assert document.metadata.other["url"] == f"{origin}/{path}"
    assert b"<article>" in original


def test_load_url_of_a_text(origin: str) -> None:
    document = load_url(f"{origin}/notes", allow_private=True).document
    assert (document.text, document.format, document.metadata.other["url"]) == ("第一段。", "plain", f"{origin}/notes")


def test_a_charset_that_does_not_exist(origin: str) -> None:
    assert load_url(f"{origin}/odd-type", allow_private=True).document.metadata.title == "题"


@pytest.mark.skipif(not BAD_INPUTS.exists(), reason="the shared bad inputs are not here")
def test_the_shared_hostile_server() -> None:
    with subprocess.Popen([sys.executable, BAD_INPUTS, "serve"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            origin = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            paths = fetch(f"{origin}/", allow_private=True).data.decode().split()
            results: dict[str, str] = {}
            for path in paths:
                with pytest.raises(FetchError, match="own machine"):
                    fetch(origin + path)
                try:
                    got = fetch(origin + path, allow_private=True, seconds=1.5)
                    results[path] = got.content_type
                except FetchError as error:
                    results[path] = str(error)
                    assert "PWN" not in str(error) and "\x1b" not in str(error)
            fine = {path for path in paths if results[path] == "text/html"}
            assert fine == {"/ok", "/wrong-charset", "/bad-charset", "/pdf-as-html", "/name"}
            assert "begin with http" in results["/to-file"] and "too long" in results["/slow"]
            with pytest.raises(LoadError, match="PDF"):
                load_url(origin + "/pdf-as-html", allow_private=True)
        finally:
            server.kill()
