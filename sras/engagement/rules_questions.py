"""Ready-made questions to the field, in our own words: how the state notices, judges and helps."""

from typing import NamedTuple


class Ready(NamedTuple):
    """A set of questions for a group: its name, and each question with its kind."""

    name: str
    questions: tuple[tuple[str, str], ...]


READY: dict[str, Ready] = {
    "principals": Ready(
        "Questions for principals",
        (
            ("scale", "The state notices in good time when our school begins to struggle."),
            ("scale", "We know by which measures the state judges our school."),
            ("scale", "What the state asks of us when results fall short is clear and fair."),
            ("scale", "The help that comes from the state fits what our school needs."),
            ("scale", "That help stays long enough to change how we work."),
            ("words", "When did the state last recognize something your school does well?"),
            ("words", "Think of the last time you needed help. Whom did you ask, and what came?"),
            ("words", "Which one change in how the state works with schools would help most?"),
        ),
    ),
    "superintendents": Ready(
        "Questions for superintendents",
        (
            ("scale", "The state sees the whole district, not only its lowest schools."),
            ("scale", "We hear of a school's designation early enough to act on it."),
            ("scale", "State offices agree with each other on what they ask of us."),
            ("scale", "The people sent to help us know work like ours."),
            ("scale", "Money and rules leave us room to do what our schools need."),
            ("words", "What has the state held your district to account for, and what followed?"),
            ("words", "Which help did you turn down or stop, and why?"),
            ("words", "What should the state go on doing exactly as it does now?"),
        ),
    ),
    "staff": Ready(
        "Questions for agency staff",
        (
            ("scale", "I know which part of the system of support is mine to do."),
            ("scale", "What we learn from districts reaches those who decide."),
            ("scale", "Our offices plan visits and requests to districts together."),
            ("scale", "We check whether our help worked before we offer it again."),
            ("words", "Where do two offices do the same work, and where does nobody do it?"),
            ("words", "Which report that you ask of districts could be dropped, and why?"),
            ("words", "What do you know about a struggling district that no measure shows?"),
        ),
    ),
}
