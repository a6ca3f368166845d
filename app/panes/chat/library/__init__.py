"""The list of conversations: by date and folder, searched, renamed, thrown away, exported."""
