"""Help: about, shortcuts, what to hand over when something is wrong."""
