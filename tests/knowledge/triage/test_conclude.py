from __future__ import annotations

from datetime import date

from kb_app.knowledge.triage.conclude import conclude
from kb_app.knowledge.triage.walk import walk
from tests.trees import OUTCOMES, tree_of

TODAY = date(2026, 11, 22)
RICH = OUTCOMES.replace(
    "    fiches: [cpam/carte]\n    si_ca_bloque: contact\n",
    """    fiches: [cpam/carte, { fiche: cpam/vol, si: { q: volee } }]
    pieces: [rib, { piece: plainte, si: { q: volee } }]
    urgence: { si: { q: volee }, niveau: elevee }
    echeance: { dans: 1 mois, depuis: jour, libelle: Revenir }
    si_ca_bloque: contact
""",
    1,
)
QUESTIONS = """
q:
  demander: Quoi ?
  reponses: { volee: { va: jour }, perdue: { va: jour } }
  ne_sait_pas: jour
jour: { type: date, demander: Quand ?, puis: [ { sinon: seul } ], ne_sait_pas: seul }
"""


def test_an_outcome_gives_what_holds_on_the_path() -> None:
    tree = tree_of(QUESTIONS, outcomes=RICH)
    end = conclude(tree, walk(tree, {"q": "volee", "jour": "2026-01-31"}, TODAY), TODAY)
    assert end.sheets == ("cpam/carte", "cpam/vol")
    assert end.documents == ("rib", "plainte")
    assert end.urgency == "elevee"
    assert end.deadline is not None
    assert end.deadline.day == date(2026, 2, 28)
    end = conclude(tree, walk(tree, {"q": "perdue", "jour": "ne_sait_pas"}, TODAY), TODAY)
    assert (end.sheets, end.documents) == (("cpam/carte",), ("rib",))
    assert (end.urgency, end.deadline) == (None, None)
