"""What every response carries, whatever page it is."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask_compress import Compress

_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Bootstrap draws its check marks as data: pictures in its style sheet.
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_YEAR = 365 * 24 * 3600


def register(app: Flask, https: bool) -> None:
    # Not registered by itself: `finish` says which responses may be compressed.
    app.config.update(
        COMPRESS_REGISTER=False, COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5
    )
    compress = Compress(app)
    headers = dict(_HEADERS)
    if https:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.update(headers)
        response.headers["Cache-Control"] = _cache(response)
        # A compressed page that holds both a secret and what the address says leaks the secret
        # through its length (BREACH); only forms hold one, in their CSRF token.
        if "csrf_token" not in g:
            if request.endpoint == "static" and response.status_code == 200:
                # Whole, for gzip is not offered on streams, and plain http knows no other.
                response.direct_passthrough = False
                response.make_sequence()
            response = compress.after_request(response)
        return response


def _cache(response: Response) -> str:
    """Pages are never kept; files whose address holds their digest are kept for a year."""
    if request.endpoint == "static" and response.status_code in {200, 304}:
        return f"public, max-age={_YEAR}, immutable" if "v" in request.args else "no-cache"
    return "no-store"
