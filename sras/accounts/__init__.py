"""The agency, its people, their roles, invitations and sessions."""
