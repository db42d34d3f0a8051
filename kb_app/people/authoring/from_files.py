"""Files brought in the name of an account: its own section only, as drafts that are reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kb_app.errors import Refused
from kb_app.library.exchange import Incoming, Progress, Report, export_texts, sift
from kb_app.library.library import Library
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import Draft, NewText
from kb_app.people.authoring.rights import may_at


@dataclass(slots=True)
class Proposed:
    """What became of each text. Nothing is in two lists."""

    report: Report
    """Of the texts that could not be proposed; it adds no version."""
    drafts: tuple[Draft, ...] = ()
    """One bundle, submitted for review."""
    waiting: list[str] = field(default_factory=list)
    """Paths whose very text is in an open draft already."""
    outside: list[str] = field(default_factory=list)
    """Paths where the account may not write; nothing of what they hold was looked at."""


def propose_texts(
    library: Library,
    authoring: Authoring,
    account: Account,
    texts: Iterable[Incoming],
    reason: str,
    progress: Progress = lambda _: None,
) -> Proposed:
    """Submit for review the texts that are new and sound, together; report all the others.

    The same checks as `import_texts`, and the rights the account has on the web. Raises Refused
    when it writes nowhere, InvalidInput when the reason cannot be kept.
    """
    _check_writes(account)
    mine, outside = [], []
    for item in texts:
        if may_at(account, Permission.DRAFT_WRITE, item.path):
            mine.append(item)
        else:
            outside.append(item.path)
    progress(len(outside))
    report, sound = sift(library, mine, progress)
    open_texts = _open_texts(authoring, account)
    waiting = [item.path for item, _ in sound if (item.path, item.text) in open_texts]
    new = [
        NewText(item.path, item.text, item.base or 0)
        for item, _ in sound
        if (item.path, item.text) not in open_texts
    ]
    drafts: tuple[Draft, ...] = ()
    if new:
        drafts = authoring.start_together(account, new, reason)
        authoring.submit(account, drafts[0].id)
    progress(len(sound))
    return Proposed(report, drafts, waiting, outside)


def export_for(library: Library, account: Account) -> Iterator[tuple[str, str]]:
    """Yield what `export_texts` does of the documents the account may write.

    What it exports it may bring back; those of other sections hold passages it may not read.
    Raises Refused when it writes nowhere.
    """
    _check_writes(account)
    return export_texts(library, lambda path: may_at(account, Permission.DRAFT_WRITE, path))


def _check_writes(account: Account) -> None:
    anywhere = (f"operators/{operator}/operator.yaml" for operator in account.operators)
    places = ("vocabulary/synonyms.yaml", *anywhere)
    if not any(may_at(account, Permission.DRAFT_WRITE, place) for place in places):
        raise Refused(
            "Ce compte n’écrit nulle part : il ne peut ni proposer ni sortir de fichiers."
        )


def _open_texts(authoring: Authoring, account: Account) -> set[tuple[str, str]]:
    return {(d.path, authoring.draft(account, d.id)[1]) for d in authoring.drafts(account)}
