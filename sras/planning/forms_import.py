"""What may be brought in."""

from wtforms import FileField, RadioField

from sras.web.merging import BaseForm, options


class ImportForm(BaseForm):
    """A file, and what it holds."""

    kind = RadioField(
        "What it holds",
        choices=options(
            [("ratings", "Ratings: levels and scores"), ("plan", "A plan: objectives, tasks")]
        ),
        validate_choice=False,
    )
    file = FileField("The file, XLSX or CSV")
