"""What happens in a meeting: agenda, live session, decisions, commitments, minutes."""
