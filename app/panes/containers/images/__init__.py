"""The Images section: what the node's engine has, getting more, and getting rid of it."""
