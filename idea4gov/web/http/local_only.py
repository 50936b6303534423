"""A site for trying things out answers this machine alone, whatever serves it."""

from collections.abc import Iterable
from ipaddress import ip_address
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

REFUSED = (
    "เว็บไซต์ทดลองนี้เปิดได้จากเครื่องที่ติดตั้งเท่านั้น เพราะรหัสผ่านของบัญชีตัวอย่างเปิดเผยต่อทุกคน "
    "ถ้าต้องการให้เครื่องอื่นเข้าดู ให้ตั้ง IDEA4GOV_DEMO_PASSWORD แล้วสั่ง idea4gov serve\n"
    "This trial answers its own machine alone, for the password of its demo accounts is public. To show it "
    "to others, set IDEA4GOV_DEMO_PASSWORD and run idea4gov serve.\n"
)


def local_only(wsgi_app: WSGIApplication) -> WSGIApplication:
    """Return a WSGI application that passes on to `wsgi_app` what comes from this machine; 403 for the rest.

    `serve` does not listen for others; but another server that is given wsgi.py may. Stands before everything
    that believes headers.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_this_machine(environ.get("REMOTE_ADDR", "")):
            return wsgi_app(environ, start_response)
        body = REFUSED.encode()
        start_response(
            "403 Forbidden",
            [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))],
        )
        return [body]

    return answer


def is_this_machine(address: str) -> bool:
    """Whether a peer of a connection is a program of this machine. address: "" for that of a socket file."""
    try:
        parsed = ip_address(address)
    except ValueError:
        # A socket file, for programs of this machine.
        return not address
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback
