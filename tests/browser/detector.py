"""What a script that ran would set off in a real Chromium, and the routes there are to try."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Dialog, Page, Route
from werkzeug.exceptions import HTTPException

from kb_app.web.app import create_app
from kb_app.web.house import House

_FAULTS = """() => [...document.querySelectorAll('*')].flatMap(e => {
  const bad = [...e.attributes].filter(a => {
    const value = a.value.replace(/[\\s\\u0000-\\u001f]/g, '').toLowerCase();
    return a.name.startsWith('on') || a.name === 'srcdoc' ||
      /^(href|src|action|formaction|data|xlink:href)$/.test(a.name) &&
        /^(javascript|vbscript|data:text)/.test(value);
  }).map(a => `${e.tagName} ${a.name}=${a.value}`);
  if (/^(IFRAME|OBJECT|EMBED|BASE|MATH|STYLE)$/i.test(e.tagName)) bad.push(e.tagName);
  if (e.tagName === 'SCRIPT' && !e.src.startsWith(location.origin + '/static/')) bad.push('SCRIPT');
  return bad;
})"""
_WATCH = """document.addEventListener('securitypolicyviolation',
  e => window.refusedByPolicy(`${e.violatedDirective} ${e.blockedURI}`))"""


@dataclass
class Detector:
    """A browser in which whatever runs, or tries to, is written down."""

    context: BrowserContext
    ran: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    here: str = ""

    def __post_init__(self) -> None:
        self.context.expose_function("xss", lambda: self.ran.append(self.here))
        self.context.expose_function(
            "refusedByPolicy", lambda said: self.refused.append(f"{self.here}: {said}")
        )
        self.context.add_init_script(_WATCH)
        self.page = self.context.new_page()
        self.page.on("dialog", self._told)

    def _told(self, dialog: Dialog) -> None:
        self.ran.append(self.here)
        dialog.dismiss()

    def faults(self) -> list[str]:
        """Return what the page holds that a hostile text made."""
        return [f"{self.here}: {fault}" for fault in self.page.evaluate(_FAULTS)]

    @property
    def found(self) -> list[str]:
        return self.ran + self.refused


class Routes:
    """The addresses of the application, as their routes."""

    def __init__(self, house: House) -> None:
        self._app = create_app(house)
        self._adapter = self._app.url_map.bind("127.0.0.1")

    def of(self, address: str) -> str | None:
        """Return the route that answers to reading an address; None when none does."""
        try:
            rule, _ = self._adapter.match(urlsplit(address).path, "GET", return_rule=True)
        except HTTPException:
            return None
        return str(rule.rule)

    def read(self) -> set[str]:
        rules = self._app.url_map.iter_rules()
        return {rule.rule for rule in rules if "GET" in (rule.methods or ())}


def put(page: Page, address: str, body: str, headers: dict[str, str] | None = None) -> None:
    """Answer at an address with a page of one's own."""
    held = {"content-type": "text/html; charset=utf-8"} | (headers or {})

    def fulfill(route: Route) -> None:
        route.fulfill(body=body, headers=held)

    page.route(f"**{address}", fulfill)
