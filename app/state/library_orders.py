"""LibraryOrders: what somebody has the library do, and what follows when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.services.chat.library.orders import Work
    from app.state.chat_library import LibraryState, WriteRefused, Written

Then = Callable[[object], None]
Refused = Callable[["UserError"], None]


class LibraryOrders(QObject):
    """Follows orders of its own. What comes of them is heard on the window's thread."""

    def __init__(self, library: LibraryState, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._open: dict[int, tuple[Then, Refused]] = {}
        library.written.connect(self._on_written)
        library.refused.connect(self._on_refused)

    def put(self, work: Work, *, then: Then, refused: Refused) -> None:
        """Have something done after all that was asked before."""
        self._open[self._library.write(work)] = (then, refused)

    def _on_written(self, written: Written) -> None:
        then, _refused = self._open.pop(written.order, (None, None))
        if then is not None:
            then(written.value)

    def _on_refused(self, refusal: WriteRefused) -> None:
        _then, refused = self._open.pop(refusal.order, (None, None))
        if refused is not None:
            refused(refusal.error)
