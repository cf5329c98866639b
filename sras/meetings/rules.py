"""Words and sums of an agenda."""

MOST_ITEMS = 100

ITEM_KIND_NAMES: dict[str, str] = {
    "opening": "Opening",
    "minutes": "Minutes to approve",
    "task_review": "Tasks",
    "indicator_assess": "Rate an indicator",
    "indicator_monitor": "Follow an objective",
    "coach_comment": "Coach's comment",
    "commitments": "Commitments",
    "decision": "To decide",
    "information": "To know",
    "parking_lot": "Parking lot",
}
ITEM_STATE_NAMES: dict[str, str] = {
    "open": "open",
    "done": "done",
    "carried": "carried over",
    "dropped": "dropped",
}
