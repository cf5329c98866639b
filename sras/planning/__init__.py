"""Choosing, the decision of the Chief, objectives, tasks, the plan."""
