"""What this computer's desktop does for the program: starting it at log-in."""
