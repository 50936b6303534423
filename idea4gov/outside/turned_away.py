"""What somebody reads who is turned away because too many are here: without the application."""

import base64
import hashlib
import json
from wsgiref.types import WSGIEnvironment

from idea4gov.outside.wsgi_call import Headers

RETRY_SECONDS = 10
API = "/api/"
SAYS = "มีผู้ใช้งานพร้อมกันจำนวนมาก"
WAIT = "กรุณารอสักครู่ หน้านี้จะเปิดให้เองใน 10 วินาที"
UNSAVED = (
    "สิ่งที่คุณส่งมายังไม่ได้บันทึก แต่ยังไม่หายไปไหน กรุณารอสักครู่ แล้วกด “ส่งอีกครั้ง” หรือโหลดหน้านี้ใหม่ ถ้าเบราว์เซอร์ถาม ให้ยืนยันการส่ง"
)
IN_JSON = (
    "มีผู้ใช้งานพร้อมกันจำนวนมาก ยังไม่ได้บันทึก กรุณาลองใหม่ในอีกสักครู่ · "
    "Many people are here. Nothing was changed. Please try again in a moment."
)
SCRIPT = "document.querySelector('button').onclick=()=>location.reload()"
STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.125rem/1.7 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.25rem;"
    "color:#1b2733;background:#fff}h1{font-size:1.6rem;line-height:1.4}p[lang=en]{color:#52606d;font-size:1rem}"
    "button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.5rem;background:#134e8e;color:#fff}"
    "@media(prefers-color-scheme:dark){body{color:#e8ebef;background:#10151c}p[lang=en]{color:#a9b4c0}"
    "button{background:#9cc4f0;color:#10151c}}"
)
PAGE = (
    '<!doctype html><html lang="th"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "{refresh}<title>{says}</title><style>{style}</style><h1>{says}</h1><p>{thai}</p>"
    '<p lang="en">{english}</p>{button}</html>'
)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY = f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; frame-ancestors 'none'"
TO_READER = PAGE.format(
    says=SAYS,
    style=STYLE,
    refresh=f'<meta http-equiv="refresh" content="{RETRY_SECONDS}">',
    thai=WAIT,
    english="Many people are here. This page opens by itself in 10 seconds.",
    button="",
).encode()
TO_SENDER = PAGE.format(
    says=SAYS,
    style=STYLE,
    refresh="",
    thai=UNSAVED,
    english=(
        "Many people are here. What you sent is not saved yet, and not lost: wait a moment, then send it "
        "again or load this page again."
    ),
    button=f"<button>ส่งอีกครั้ง · Send again</button><script>{SCRIPT}</script>",
).encode()


def turned_away(environ: WSGIEnvironment) -> tuple[Headers, bytes]:
    """Headers and body of the answer 503: a page, for the API a problem (RFC 9457), for our scripts JSON.

    A page that answers a form sends it again when it is loaded again, whatever was in it.
    """
    path, accepts = environ["PATH_INFO"], environ.get("HTTP_ACCEPT", "")
    headers = [("Retry-After", str(RETRY_SECONDS)), ("Cache-Control", "no-store")]
    headers.append(("X-Content-Type-Options", "nosniff"))
    if path.startswith(API):
        headers += [("Content-Type", "application/problem+json"), ("Access-Control-Allow-Origin", "*")]
        return headers, _json(
            type="about:blank",
            title="Service Unavailable",
            status=503,
            code="service_unavailable",
            detail=IN_JSON,
        )
    if accepts.startswith("application/json"):
        return [*headers, ("Content-Type", "application/json")], _json(error=IN_JSON)
    headers += [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)]
    return headers, TO_READER if environ["REQUEST_METHOD"] in ("GET", "HEAD") else TO_SENDER


def _json(**said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
