"""Who of the field is asked, in which way, and what a question may take."""

AUDIENCES: dict[str, str] = {
    "principal": "Principal",
    "superintendent": "Superintendent",
    "teacher": "Teacher",
    "district_staff": "District staff",
    "agency_staff": "Agency staff",
    "partner": "Partner",
    "other": "Someone else",
}
ANSWER_WAYS: dict[str, str] = {"interview": "Interview", "form": "Form"}
QUESTION_KINDS: dict[str, str] = {
    "words": "In words",
    "scale": "From 1, not at all, to 4, fully",
}
