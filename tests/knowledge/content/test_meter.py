"""The meter of plain language: words, sentences, acronyms."""

from __future__ import annotations

from kb_app.knowledge.content.markdown import Text, outline
from kb_app.knowledge.content.prose import COMFORTABLE_SENTENCE, measure


def test_words_and_sentences_are_counted_over_all_texts() -> None:
    body = "## En bref\n\nUn mot. Deux mots ici !\n\n- Trois petits mots\n"
    meter = measure(outline(body).texts)
    assert (meter.words, meter.sentences, meter.long_sentences) == (8, 3, 0)
    assert round(meter.average, 2) == 2.67


def test_a_sentence_is_long_from_26_words() -> None:
    words = " ".join(["mot"] * COMFORTABLE_SENTENCE)
    assert measure([Text(f"{words}.", 1)]).long_sentences == 0
    assert measure([Text(f"{words} encore.", 1)]).long_sentences == 1


def test_acronyms_that_nobody_explains_are_named_once() -> None:
    texts = [Text("La MDPH et la CNAV. La MDPH.", 1), Text("La caisse (CNAV) répond.", 2)]
    assert measure(texts).acronyms == ("MDPH",)


def test_nothing_has_no_average() -> None:
    assert measure([]).average == 0
