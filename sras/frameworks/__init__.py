"""Indicator sets: parts, topics, indicators, levels; editions and import."""
