"""What every feature stands on: the database, the clock, settings, Markdown, PDF."""
