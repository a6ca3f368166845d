"""Networks: who is in which one, with which address."""
