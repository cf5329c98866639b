"""How requests are answered: rights, saving, errors, filters."""
