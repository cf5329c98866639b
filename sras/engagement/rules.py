"""The two paths of an agreement, its parties and the steps of its timeline."""

PATHS: dict[str, str] = {
    "inventory": "Inventory: self-assessment report, review and plan",
    "rubric": "Rubric: a year of the 52 indicators",
    "both": "Both: the inventory, and a year of the 52 indicators",
}
PARTY_KINDS: dict[str, str] = {
    "sea": "State education agency",
    "rcc": "Regional comprehensive center",
    "national": "National content center",
    "university": "University",
    "district": "District",
    "consultant": "Consultant",
    "other": "Another organization",
}
STEPS: dict[str, str] = {
    "introduction": "Introduction letter sent",
    "signed": "Agreement signed",
    "team": "Team named",
    "training": "Two-day training held",
    "session": "Work session on the inventory",
    "report": "Self-Assessment Report drafted",
    "review": "Wider review held",
    "assessed": "All indicators assessed",
    "approved": "Choice approved by the Chief",
    "plan": "Plan presented to the Chief",
    "manual": "Operations Manual issued",
    "year": "One-year meeting and report",
}
