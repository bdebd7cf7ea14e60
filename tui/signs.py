"""The margin signs and the words that go with them: one table for reader, pane, details and help."""

from __future__ import annotations

RESTATES = "restates"
"""Not a link but a shared claim; on the screen it is shown beside the link relations."""

SIGNS = {
    "claim": "c",
    "highlight": "h",
    RESTATES: "≡",
    "supports": "+",
    "contradicts": "×",
    "undercuts": "⊣",
    "qualifies": "~",
    "cites": "↗",
    "see-also": "·",
    "lost": "?",
}
"""By layer or relation name. The reader's style for a sign is `sign-` and that name."""

BACKWARD = {
    RESTATES: "restated by",
    "supports": "supported by",
    "contradicts": "contradicted by",
    "undercuts": "undercut by",
    "qualifies": "qualified by",
    "cites": "cited by",
    "see-also": "see also",
}
"""A relation as read from the target's end."""


def relation_words(relation: str, *, forward: bool) -> str:
    return relation.replace("-", " ") if forward else BACKWARD[relation]
