"""What is pasted from Word, a site or a mail becomes our Markdown; images are refused kindly."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style><!-- p.MsoNormal {margin:0cm} --></style><!--[if gte mso 9]><xml>x</xml><![endif]--></head>
<body lang=FR style='tab-interval:35.4pt'><!--StartFragment-->
<h1 style='color:#2F5496'>Demander la prime<o:p></o:p></h1>
<p class=MsoNormal><span style='font-size:11.0pt'>L’aide est versée <b>chaque
mois</b>.<o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraphCxSpFirst
style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>une pièce
d’identité</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span>ou un passeport</p>
<p class=MsoNormal>« Citation » et "droite"</p>
<h2>Étapes</h2>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>1)<span>&nbsp;</span></span>Ouvrir le site</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>2)<span>&nbsp;</span></span>Valider</p>
<table class=MsoTableGrid>
<tr><td><p class=MsoNormal><b>Cas</b></p></td><td><p>Que faire</p></td></tr>
<tr><td><p>A | B</p></td><td><p>Un</p><p>deux</p></td></tr></table>
<!--EndFragment--></body></html>"""

FROM_WORD = """## Demander la prime

L’aide est versée **chaque mois**.

- une pièce d’identité
   - ou un passeport

« Citation » et "droite"

### Étapes

1. Ouvrir le site
2. Valider

| **Cas** | Que faire |
| --- | --- |
| A \\| B | Un deux |"""

CASES = {
    "<p>un</p><p></p><p>deux</p>": "un\n\ndeux",
    "<h2>Titre</h2><h4>Sous <b>titre</b></h4>": "## Titre\n\n#### Sous titre",
    "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>": "- a\n  - b\n- c",
    "<ol start=3><li>trois</li><li>quatre</li></ol>": "3. trois\n4. quatre",
    "<a href='https://www.caf.fr/x'>la <i>CAF</i></a>": "[la *CAF*](https://www.caf.fr/x)",
    "<a href='http://www.caf.fr'>ici</a>": "[ici](https://www.caf.fr)",
    "<a href='javascript:alert(1)'>ici</a>": "ici",
    "<a href='/fiches/caf/le-rsa?x=1#a'>le RSA</a>": "[le RSA](operators/caf/le-rsa.md)",
    "<a href='mailto:a@b.fr'>écrire</a>": "[écrire](mailto:a@b.fr)",
    "<b style='font-weight:normal'><p>pas gras</p></b>": "pas gras",
    "<span style='font-weight: 700'>gras </span>puis": "**gras** puis",
    "<b> </b><strong></strong>texte": "texte",
    "<p>2 * 3, a_b, _c_, [x](y)</p>": "2 \\* 3, a_b, \\_c_, \\[x](y)",
    "<p># pas un titre</p><p>1. pas une liste</p><p>- non plus</p>": (
        "\\# pas un titre\n\n1\\. pas une liste\n\n\\- non plus"
    ),
    "<p>un<br>deux</p>": "un\ndeux",
    "<script>alert(1)</script><style>p{}</style><p onclick='x'>reste</p>": "reste",
    "<img src=x onerror=alert(1)><p>avec <img src=y></p>": "avec",
    "<table><tr><td>seule</td></tr><tr><td>colonne</td></tr></table>": "seule\n\ncolonne",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></table>": (
        "| a | b |\n| --- | --- |\n| c |  |"
    ),
    "<blockquote><p>un</p><p>deux</p></blockquote>": "> un\n\n> deux",
    "<div><div>un</div>deux<div>trois</div></div>": "un\n\ndeux\n\ntrois",
    "<p>\u00a0 espace\u200b insécable\u00a0: oui</p>": "espace insécable\u00a0: oui",
    "<p>:::agent</p>": "\\:::agent",
    "": "",
}


def markdown(page: Page, html: str) -> str:
    return str(page.evaluate("async h => (await import('/static/paste.js')).markdownOf(h)", html))


def test_a_word_document_keeps_its_shape_and_nothing_else(page: Page) -> None:
    page.goto("/aide")
    assert markdown(page, WORD) == FROM_WORD


def test_each_thing_that_is_pasted(page: Page) -> None:
    page.goto("/aide")
    assert {html: markdown(page, html) for html in CASES} == CASES


def test_a_large_page_is_read_at_once(page: Page) -> None:
    page.goto("/aide")
    large = "<p>Un <b>mot</b> et <a href='https://x.fr'>un lien</a></p>" * 3000
    deep = "<div>" * 400 + "fond" + "</div>" * 400
    took = page.evaluate(
        """async h => {
            const { markdownOf } = await import('/static/paste.js');
            const start = performance.now();
            h.map(markdownOf);
            return performance.now() - start;
        }""",
        [large, deep],
    )
    assert took < 3000
