"""The text engine: documents of Markdown sections, their review rounds and frozen issues."""
