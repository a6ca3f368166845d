"""What can be chatted with: found on nodes or added by the user, listed, reached and examined."""
