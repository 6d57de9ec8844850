"""The kinds of events: what can happen, in the past tense."""

VERBS = {
    "account": "made",
    "signin": "made",
    "token": "made",
    "project": "made changed archived",
    "member": "invited joined changed removed",
    "tasks": "imported",
    "labels": "imported",
    "import": "changed",
    "task": "closed reopened spoiled",
    "gold": "set",
    "assignment": "parked skipped released",
    "label": "submitted corrected undone",
    "message": "posted edited deleted",
    "thread": "opened",
    "flag": "raised",
    "question": "opened joined merged answered declined ruled titled snoozed reopened",
    "ruling": "made withdrawn came_in_force",
    "draft": "opened edited discarded approved",
    "review": "requested",
    "scope": "changed",
    "revision": "published withdrawn acknowledged",
    "relabel": "opened seeded progressed ended withdrawn",
    "reading": "moved",
    "notice": "made",
}
KINDS = frozenset(f"{noun}.{verb}" for noun, verbs in VERBS.items() for verb in verbs.split())
