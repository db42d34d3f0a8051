"""What stands wrong between sheets and trees, told to those who keep the one or the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb_app.knowledge.content.kinds import folder_of, slug_of
from kb_app.library.bonds import Bond
from kb_app.people.accounts.model import Permission
from kb_app.web.access import may
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.freshness_told import gesture
from kb_app.web.views.lines import operator_label
from kb_app.web.views.problem_lines import LEVELS

TO_REREAD = "L04"


@dataclass(frozen=True, slots=True)
class BondLine:
    level: str
    message: str
    """A sentence."""
    tree: str
    tree_address: str | None
    """Where the tree is walked; None for a sub-tree, which is not."""
    tree_operator: str
    sheet: str
    """Empty when there is no such sheet."""
    sheet_address: str
    sheet_operator: str
    reread: str | None
    """Where the tree is said to be reread, in one gesture; None when that would not mend it, or is
    not for whoever asks.
    """
    change: str | None
    """Where a draft of the tree is begun; None when it is not for whoever asks."""


def bonds_to_mend() -> tuple[BondLine, ...]:
    """Return what whoever asks must know of: a tree or a sheet of their section is concerned."""
    return _lines(house().bonds.all())


def bonds_here(path: str) -> tuple[BondLine, ...]:
    """Return those of one tree or one sheet, for whoever keeps it; nothing for anyone else."""
    return _lines(house().bonds.of(path)) if _keeps(folder_of(path)) else ()


def _lines(bonds: Iterable[Bond]) -> tuple[BondLine, ...]:
    return tuple(_line(bond) for bond in bonds if any(map(_keeps, bond.owners)))


def _keeps(operator: str) -> bool:
    return may(Permission.DRAFT_PUBLISH, operator)


def _line(bond: Bond) -> BondLine:
    snapshot = house().library.snapshot()
    operators = snapshot.operators
    walked = f"{bond.tree_operator}/{slug_of(bond.tree)}" in snapshot.trees
    keeps = _keeps(bond.tree_operator)
    message = bond.message[:1].upper() + bond.message[1:]
    return BondLine(
        level=LEVELS[bond.level],
        message=message if message.endswith(("?", ".")) else f"{message}.",
        tree=bond.tree_title,
        tree_address=address_of(bond.tree) if walked else None,
        tree_operator=operator_label(operators, bond.tree_operator),
        sheet=bond.sheet_title,
        sheet_address=address_of(bond.sheet),
        sheet_operator=operator_label(operators, bond.sheet_operator),
        reread=gesture(bond.tree) if keeps and walked and bond.code == TO_REREAD else None,
        change=f"/redaction/modifier?path={bond.tree}" if keeps else None,
    )
