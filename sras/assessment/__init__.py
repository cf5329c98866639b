"""Cycles, the team, agreed levels, individual views, the profile."""
