"""Rules over what machines report, and what is told when one is broken."""
