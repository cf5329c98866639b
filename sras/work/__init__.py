"""What is open for a person, and leaving the team."""
