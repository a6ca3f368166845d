"""What is handed over when something is wrong: redacted, looked at first, sent by nobody."""
