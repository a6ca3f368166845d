"""Texts of documents. Files are opened by a process of their own: they may crash or hang it."""
