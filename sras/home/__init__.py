"""The first page, the header and search."""
