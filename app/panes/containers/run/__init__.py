"""Running a container, making one anew with something changed, and having the former one back."""
