"""What can be found, made from a snapshot: sheets, trees, then operators' cards."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from kb_app.knowledge.content.kinds import folder_of
from kb_app.knowledge.content.model import Operator, Sheet
from kb_app.knowledge.rendering.plain import plain
from kb_app.knowledge.search.model import Entry
from kb_app.library.model import Published
from kb_app.library.snapshot import Snapshot
from kb_app.library.trees import PublishedTree


class Findable:
    """The entries of a snapshot. Bodies are only read for those that are asked for whole."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.sequence = snapshot.sequence
        self.snapshot = snapshot
        cards = {slug: _card_digest(o) for slug, o in snapshot.operators.items()}
        self._tell = snapshot.tell()
        self.digests: dict[str, str] = {
            path: f"{p.version.sha256}-{cards.get(p.document.operator, '')}{self._amounts(path)}"
            for path, p in snapshot.sheets.items()
        } | {o.path: cards[slug] for slug, o in snapshot.operators.items()}
        self._trees = {p.version.path: p for p in snapshot.trees.values()}
        for path, published in self._trees.items():
            self.digests[path] = f"{published.digest}-{cards.get(folder_of(path), '')}"
        """Changes, for each path, whenever its entry does."""

    def outlines(self) -> list[Entry]:
        """Return every entry without its headings and body."""
        sheets = self.snapshot.sheets.values()
        cards = self.snapshot.operators.values()
        trees = (self._tree(p) for p in self._trees.values())
        return [*(self._outline(p) for p in sheets), *trees, *(self._card(o) for o in cards)]

    def entry(self, path: str) -> Entry:
        """Return one whole entry; `path` is one of `digests`."""
        if tree := self._trees.get(path):
            return self._tree(tree)
        published = self.snapshot.sheets.get(path)
        if published is None:
            document = self.snapshot.published[path].document
            assert isinstance(document, Operator)
            return self._card(document)
        text = plain(published.document.body, self._tell)
        return replace(
            self._outline(published),
            headings=text.headings,
            body=text.public,
            agent_body=text.agent,
        )

    def _amounts(self, path: str) -> str:
        """Return a digest of the amounts of a sheet, as they are that day; none without any."""
        cited = self.snapshot.citations.get(path)
        if cited is None:
            return ""
        told = "\n".join(self._tell(id).plain for id in cited.all)
        return f"-{sha256(told.encode()).hexdigest()[:16]}"

    def _outline(self, published: Published[Sheet]) -> Entry:
        sheet = published.document
        operator = self.snapshot.operators.get(sheet.operator)
        return Entry(
            path=sheet.path,
            kind="sheet",
            code=sheet.code,
            title=sheet.title,
            operator=sheet.operator,
            operator_name=operator.name if operator else sheet.operator,
            operator_names=_names(operator) if operator else (),
            ending=sheet.ending.value,
            summary=sheet.summary,
            visitor_words=sheet.visitor_words,
            headings=(),
            body="",
            agent_body="",
            digest=self.digests[sheet.path],
        )

    def _tree(self, published: PublishedTree) -> Entry:
        tree, path = published.tree, published.version.path
        assert tree is not None
        operator = self.snapshot.operators.get(tree.file.operator)
        first = tree.questions[tree.start].prompts
        outcomes = tree.outcomes.values()
        return Entry(
            path=path,
            kind="tree",
            code="",
            title=tree.file.title,
            operator=tree.file.operator,
            operator_name=operator.name if operator else tree.file.operator,
            operator_names=_names(operator) if operator else (),
            ending="",
            summary=first[0].text if first else "",
            visitor_words=tree.file.visitor_words,
            headings=tuple(outcome.title for outcome in outcomes),
            body="\n".join(text.text for outcome in outcomes for text in outcome.say),
            agent_body="",
            digest=self.digests[path],
        )

    def _card(self, operator: Operator) -> Entry:
        facts = (operator.account, operator.site, operator.phone, operator.hours)
        return Entry(
            path=operator.path,
            kind="operator",
            code=operator.acronym,
            title=operator.name,
            operator=operator.slug,
            operator_name=operator.name,
            operator_names=_names(operator),
            ending="",
            summary=operator.presentation,
            visitor_words=operator.visitor_names,
            headings=(),
            body="\n".join(fact for fact in facts if fact),
            agent_body="",
            digest=self.digests[operator.path],
        )


def _names(operator: Operator) -> tuple[str, ...]:
    return (operator.name, operator.acronym, *operator.visitor_names)


def _card_digest(operator: Operator) -> str:
    return sha256(repr(operator).encode()).hexdigest()[:16]
