"""What evidence is: where it comes from, the ten key documents, and what each cannot do without."""

from urllib.parse import urlsplit

SOURCES: dict[str, str] = {
    "document": "Document",
    "link": "Web page or online document",
    "data": "Data",
    "interview": "Interview",
    "observation": "Observation",
    "survey": "Survey",
}
# The ten key documents of the Self-Assessment Inventory (section I), in its order.
SLOTS: dict[str, str] = {
    "goals": "Goals and benchmarks for districts and schools",
    "organisation_chart": "Organization chart of the agency",
    "role_descriptions": "Role descriptions of staff who support districts and schools",
    "distinguished_educators": "Distinguished educators: who they are and what they do",
    "support_teams": "School support teams: who they are and what they do",
    "consultants": "Outside consultants and partners, and what they provide",
    "criteria_served": "Criteria for which districts and schools are served",
    "criteria_intensity": "Criteria for how intense and how long support is",
    "criteria_type": "Criteria for which type of service is given",
    "websites": "List of web pages for districts and schools",
}


def lacking(source: str, *, has_file: bool, url: str, description: str) -> tuple[str, str] | None:
    """The field that this kind of evidence still needs and why, None when it is complete."""
    if source == "link" and not url:
        return "url", "Give the address of the page."
    if has_file or url:
        return None
    if source == "document":
        return "file", "Add the file, or give the address where the document is kept."
    if source in ("interview", "observation") and not description:
        return "description", "Say who was asked or what was seen, in a sentence or two."
    if source in ("data", "survey") and not description:
        return "description", "Say what the numbers or answers show, or add the file."
    return None


def unsafe_link(url: str) -> str | None:
    """Why an address may not be kept as a link, as a sentence; None when it may."""
    if any(character.isspace() or not character.isprintable() for character in url):
        return "An address holds no spaces. Copy it once more from the browser."
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "This is not the address of a page. Copy it once more from the browser."
    if parts.scheme not in ("http", "https") or not host:
        return "Give the whole address of a page; it begins with https:// or http://."
    if "@" in parts.netloc:
        return "This address holds a name or password before the @. Leave that part out."
    return None


def size_words(size: int) -> str:
    """A number of bytes as people say it: 340 kB, 2.1 MB."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:,.0f} kB" if size < 950_000 else f"{size / 1_000_000:,.1f} MB"
