"""Writing and building: every file that is written goes through here, and MkDocs is run from here."""
