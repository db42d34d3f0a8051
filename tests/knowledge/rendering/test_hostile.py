"""What an ill-meant text may not do: run, dress up, or lead elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import html5lib
import pytest

from kb_app.knowledge.rendering.cleaning import clean
from kb_app.knowledge.rendering.render import render

# Written out here on purpose: the allow-list must not be judged by itself.
HARMLESS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code"),
    *("em", "strong", "s", "a", "ul", "ol", "li", "aside", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "href": r"https://[a-z0-9].*|mailto:.*|/(?![/\\]).*|#s-[a-z0-9-]+",
    "rel": "noopener noreferrer",
    "id": "s-[a-z0-9-]+",
    "class": "bloc|bloc bloc-(attention|a-savoir|agent)|bloc-titre|etapes|tableau|centre|droite|",
    "start": "[0-9]+",
    "role": "note|region",
    "tabindex": "0",
    "scope": "col",
    "aria-label": ".*",
}

MARKDOWN = (
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](<java\tscript:alert(1)>)",
    "[a](<\x01javascript:alert(1)>)",
    "[a](\u00a0javascript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A&#x61vascript:alert(1))",
    "[a](&#0000106avascript&#58;alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](java&NewLine;script:alert(1))",
    "[a](javas&#99;ript:alert&lpar;1&rpar;)",
    "[a](javascript%3Aalert(1))",
    "[a](%6Aavascript:alert(1))",
    "[a](javascript://https://www.caf.fr/%0Aalert(1))",
    "[a](vbscript:msgbox(1))",
    "[a](VBSCRIPT&#58;msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "[a](data:image/png;base64,AAAA)",
    "[a](file:///etc/passwd)",
    "[a](blob:https://a/b)",
    "[a](feed:javascript:alert(1))",
    "[a](view-source:https://a)",
    "[a](//example.org)",
    "[a](\\\\example.org)",
    "[a](/\\example.org)",
    "[a](///example.org)",
    "[a](http://example.org)",
    "[a](https:example.org)",
    "[a](https:/\\/example.org)",
    "[a](https://ameli.fr@example.org)",
    "[a](https://ameli.fr%40example.org)",
    "[a](tel:+33123456789)",
    "[a](?next=//example.org)",
    "[a](../../compte)",
    "[a](operators/caf/rsa.md#\"onmouseover='alert(1)')",
    "[a](operators/caf/rsa.md?x=javascript:alert(1))",
    "[a](#location)\n\n## location",
    '[a](https://a.fr "\\"onmouseover=alert(1) x=\\"")',
    "[a](https://a.fr 'x\" onclick=\"alert(1)')",
    '[a](https://a.fr ("><script>alert(1)</script>))',
    '[a](https://a.fr/"onmouseover="alert(1))',
    "[a](https://a.fr/'onmouseover='alert(1))",
    "[a](https://a.fr/<script>alert(1)</script>)",
    "[a](<https://a.fr/><img src=x onerror=alert(1)>)",
    "[<img src=x onerror=alert(1)>](https://a.fr)",
    "[a][r]\n\n[r]: javascript:alert(1)",
    "[a][r]\n\n[r]: data:text/html,<script>alert(1)</script>",
    "[a]\n\n[a]: <java\tscript:alert(1)> 'x\"onclick=alert(1)'",
    "![a](javascript:alert(1))",
    '![a](https://a.fr/x.png "x" onerror="alert(1))',
    '![a" onerror="alert(1)](https://a.fr/x.png)',
    "![a](data:image/svg+xml,<svg onload=alert(1)>)",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)>",
    "<vbscript:msgbox(1)>",
    "<data:text/html,alert(1)>",
    '<https://a.fr/"onmouseover="alert(1)>',
    '<a@b.fr"onclick=alert(1)>',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    '```"><script>alert(1)</script>\nx\n```',
    "```js onload=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    ':::attention "onmouseover="alert(1)\nx\n:::',
    ":::attention <script>alert(1)</script>\nx\n:::",
    ':::agent"><img src=x onerror=alert(1)>\nx\n:::',
    ":::a-savoir onclick=alert(1) style=color:red\nx\n:::",
    ":::<script>alert(1)</script>\nx\n:::",
    ':::attention " style="position:fixed" x="\nx\n:::',
    "## <img src=x onerror=alert(1)>",
    '## "onclick="alert(1)',
    "## location\n## cookie\n## __proto__\n## attributes\n## constructor",
    "## x {#location onclick=alert(1)}",
    "| <img src=x onerror=alert(1)> |\n|:-:|\n| </td><script>alert(1)</script> |",
    '| a |\n|:-"onclick=alert(1)-:|\n| b |',
    '1" onclick="alert(1). x',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
)

HTML = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//example.org/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' srcset='https://a.fr/p.png'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<!-- --!><script>alert(1)</script> -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "<!DOCTYPE html><html onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='https://a.fr'><input name=password><button formaction='javascript:alert(1)'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='https://a.fr' target=_blank onclick=alert(1) ping='https://a.fr' download>x</a>",
    "<a href='//example.org'>x</a>",
    "<a href='/\\example.org'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>@import 'https://a.fr/x.css';</style>",
    "<link rel=stylesheet href='https://a.fr/x.css'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='https://a.fr/'>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<div class='bloc alert' role='alert' tabindex='5' aria-live='assertive'>x</div>",
    "<aside role='dialog' class='modal' data-hx-get='/x' hx-get='/x'>x</aside>",
    "<p id='location'>x</p><div name='cookie' id='cookie'>x</div>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<p/onclick=alert(1)>x",
    "<h2 id='s-x' onfocus=alert(1) contenteditable autofocus>x</h2>",
)


def dangers(html: str) -> Iterator[str]:
    """Everything in a fragment that a sheet has no business holding, as a browser reads it."""
    tree = html5lib.parseFragment(html, container="main", namespaceHTMLElements=False)
    for element in list(tree.iter())[1:]:
        if element.tag not in HARMLESS:
            yield f"element {element.tag}"
        for name, value in element.attrib.items():
            if not re.fullmatch(ATTRIBUTES.get(name, "(?!)"), value, re.DOTALL):
                yield f"attribute {name}={value}"


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<img src=x>",
        "<p onclick=alert(1)>x</p>",
        "<svg></svg>",
        "<math></math>",
        "<!-- x -->",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java&#9;script:alert(1)'>x</a>",
        "<a href='//example.org'>x</a>",
        "<a href='http://example.org'>x</a>",
        "<p style='color:red'>x</p>",
        "<p class='modal'>x</p>",
        "<h2 id='location'>x</h2>",
        "<div role='dialog'>x</div>",
    ],
)
def test_the_detector_sees_what_it_looks_for(html: str) -> None:
    assert list(dangers(html))
    assert not list(dangers("<h2 id='s-a'>x</h2><p class='bloc-titre'><a href='/x'>y</a></p>"))


@pytest.mark.parametrize("body", [*MARKDOWN, *HTML])
def test_no_body_runs_dresses_up_or_leads_elsewhere(body: str) -> None:
    for text in (body, f"- > {body}", f"x {body} y", body.replace("a", "\x00a")):
        for agent in (True, False):
            rendered = render(text, link_for=lambda path: f"/fiches/{path}", agent=agent)
            assert list(dangers(rendered.html)) == []
            assert all(re.fullmatch(r"s-[a-z0-9-]+", h.id) for h in rendered.contents)


@pytest.mark.parametrize("html", HTML)
def test_the_allow_list_holds_alone_even_if_the_writer_let_html_through(html: str) -> None:
    assert list(dangers(clean(html))) == []
    assert list(dangers(clean(f"<table><tr><td>{html}</td></tr></table>"))) == []
