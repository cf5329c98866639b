"""What proves a level: files, links, interviews, observations, data."""
