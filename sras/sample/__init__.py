"""A sample state that feels real: for looking around, for trying, for tests."""
