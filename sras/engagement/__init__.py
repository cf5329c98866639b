"""The agreement, its timeline and letters, and what the field says."""
