"""The kinds of events: what can happen, in the past tense."""

VERBS = {
    "account": "made changed",
    "signin": "made ended",
    "token": "made revoked",
    "project": "made changed archived",
    "member": "invited uninvited joined changed removed muted unmuted",
    "tasks": "imported",
    "labels": "imported",
    "import": "changed",
    "task": "reopened spoiled",
    "gold": "set",
    "assignment": "parked skipped resumed released",
    "label": "submitted corrected undone",
    "message": "posted edited deleted redacted reacted moved left",
    "thread": "locked unlocked followed",
    "flag": "raised redacted",
    "question": "opened joined merged separated answered declined ruled titled snoozed reopened "
    "told",
    "ruling": "made withdrawn came_in_force",
    "draft": "opened edited discarded approved overtaken",
    "review": "requested",
    "case": "added removed",
    "scope": "changed",
    "revision": "published withdrawn acknowledged",
    "relabel": "opened seeded progressed ended withdrawn",
    "reading": "moved",
    "notice": "made seen",
    "endpoint": "made changed rotated stopped removed",
    "bridge": "made revoked",
}
KINDS = frozenset(f"{noun}.{verb}" for noun, verbs in VERBS.items() for verb in verbs.split())
