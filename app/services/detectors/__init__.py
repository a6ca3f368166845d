"""Known faults of GPU machines, recognised by what they look like; each with what to do."""
