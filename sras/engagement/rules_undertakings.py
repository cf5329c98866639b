"""What each kind of party usually undertakes, offered to be ticked; and lines that are typed."""

READY: dict[str, tuple[str, ...]] = {
    "sea": (
        "Name a leadership team of the agreed size, with a lead who reports to the Chief",
        "Keep members free for two days of training and two hours of meetings a month",
        "Give the team the documents, the data and the staff time it asks for",
        "Hold the team's meetings and keep their minutes",
        "Agree a level for every indicator, with its evidence",
        "Put the choice of priorities up to the Chief",
        "Write the plan and record how it is carried out",
        "Write the Operations Manual and keep it current",
        "Decide within three weeks on what only the Chief can clear",
    ),
    "rcc": (
        "Set up the monthly calls and send a note after each",
        "Help at the training and follow up with members who missed it",
        "Sit in on team meetings when the team asks",
        "Write the draft of the Self-Assessment Report",
        "Run the day of the wider review",
        "Comment on the plan and answer questions within a week",
        "Come to the one-year meeting",
    ),
    "national": (
        "Train the team in the use of the indicators and their levels",
        "Bring the materials for assessing and planning",
        "Join the monthly calls with examples from other states",
        "Write to the Chief about progress as often as agreed",
        "Write the one-year report together with the team",
    ),
    "university": (
        "Advise on how the effects of support are evaluated",
        "Interview principals and superintendents and sum up what they say",
        "Review the draft of the Self-Assessment Report",
    ),
    "district": (
        "Name people who can be interviewed",
        "Review the draft of the Self-Assessment Report",
        "Try changed services and say what they changed",
    ),
    "consultant": (
        "Lead the meetings that the team lead names",
        "Coach the process manager in keeping the record",
        "Help section owners to write the Operations Manual",
    ),
    "other": (
        "Take part in the wider review",
        "Tell its members what is planned and bring back what they say",
    ),
}
MOST_LINES, LONGEST = 40, 400


def offered(kind: str, there: list[str]) -> list[tuple[int, str]]:
    """Those usual for a kind of party that it has not undertaken yet, each with its number."""
    return [(n, text) for n, text in enumerate(READY[kind]) if text not in there]


def lines_of(text: str) -> list[str]:
    """What was typed, one undertaking a line; bullets, blanks and repeats are left out."""
    lines = (line.strip().lstrip("-*•").strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))
