"""What coaches say of the team's work, and what the team answers."""
