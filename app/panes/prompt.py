"""What the shell brings up for a question from anywhere."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class PromptWindow(QWidget):
    """A small window of its own that takes a question."""

    def ask(self, text: str) -> None:
        """Come to the front, with this typed already."""
        raise NotImplementedError
