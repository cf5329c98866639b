"""Reports that cross features, as of any day, and the live fields of documents."""
