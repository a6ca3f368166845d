"""What machines did before now: samples, events and incidents, kept on this computer."""
