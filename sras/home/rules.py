"""What to offer first: the one next step for the team, from where the cycle stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """Where a cycle stands, in counts."""

    rated: int
    total: int
    to_finish: int  # without those that only wait for a proof not due yet
    to_put_up: int  # placed for the plan, and the Chief has not said yes
    to_plan: int  # approved, or placed where nobody is asked, and without an objective
    waiting_for_chief: bool
    objectives: int
    late: int


@dataclass(frozen=True)
class Step:
    """One thing to do: the words on the button, where it leads, and why now."""

    words: str
    endpoint: str
    why: str


def next_step(standing: Standing, may_assess: bool) -> Step | None:
    """The next step of the team; None for people who only read."""
    if not may_assess:
        return None
    if standing.rated < standing.total:
        left = standing.total - standing.rated
        return Step(
            "Assess the next indicator",
            "assessment.next",
            f"{standing.rated} of {standing.total} are assessed, {left} to go.",
        )
    if standing.to_finish:
        return Step(
            f"Finish what is missing ({standing.to_finish})",
            "assessment.to_finish",
            "Every indicator has a level; some still lack a sentence, a score or proof.",
        )
    if standing.waiting_for_chief:
        return Step(
            "See the approval request",
            "planning.requests",
            "The choice is with the Chief.",
        )
    if not standing.objectives and not standing.to_put_up and not standing.to_plan:
        return Step(
            "Choose what goes into the plan",
            "planning.choose",
            "Everything is assessed and scored, and nothing is chosen yet.",
        )
    if standing.to_put_up:
        return Step(
            "Put the choice up to the Chief",
            "planning.choose",
            f"{standing.to_put_up} placed on the lists and not approved yet.",
        )
    if standing.to_plan:
        return Step(
            f"Plan what was chosen ({standing.to_plan})",
            "planning.plan",
            "Say for each who answers for it, how it will look and by when.",
        )
    if standing.late:
        return Step(
            f"Look at what is late ({standing.late})",
            "planning.tasks",
            "Move the dates with a reason, or finish the tasks.",
        )
    return Step("Open the plan", "planning.plan", "The plan is under way and nothing is late.")
