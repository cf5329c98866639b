"""What the agency itself undertook and owes still."""

from typing import Any

from sras.engagement.models import Agreement, Party, Undertaking


def undertakings_for(today: Any, soon: Any) -> Any:
    """What the agency undertook by a day in the agreement of today and has not done."""
    return (
        Undertaking.current(Undertaking, Party)
        .join(Party)
        .where(
            Party.archived_at.is_null(),
            Party.kind == "sea",
            Party.agreement == Agreement.on_day(today, Agreement.alias()),
            Undertaking.done_on.is_null(),
            Undertaking.due_on <= soon,
        )
        .order_by(Undertaking.due_on, Undertaking.sort, Undertaking.id)
    )
