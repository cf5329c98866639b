"""The field's voice: enquiries, and what was answered."""

from typing import Any

from sras.engagement.models_voice import Enquiry
from sras.engagement.views import bp
from sras.web.access import get_or_404, requires
from sras.web.answers import page


@bp.get("/enquiries")
@requires("read")
def enquiries() -> Any:
    """All enquiries, the newest first."""
    return page("engagement/enquiries.html", enquiries=list(Enquiry.listed()))


@bp.get("/enquiries/<int:key>")
@requires("read")
def enquiry(key: int) -> Any:
    """One enquiry."""
    return page("engagement/enquiry.html", enquiry=get_or_404(Enquiry, key))
