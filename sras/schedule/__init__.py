"""When people meet: meetings, the series they belong to, and who was there, as bare facts."""
