"""The order of the list: what is being deployed first, then models as the user sorts them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.panes.deploy.running.rows import ModelRow
from app.panes.row_model import Index, Role, RowOrder


class ModelOrder(RowOrder):
    """Sorted and filtered; deployments stay on top, whichever way it is sorted."""

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """Compare two cells."""
        one, other = left.data(Role.ROW), right.data(Role.ROW)
        if isinstance(one, ModelRow) and isinstance(other, ModelRow):
            first, second = one.model is None, other.model is None
            if first != second:
                return first is (self.sortOrder() is Qt.SortOrder.AscendingOrder)
        return super().lessThan(left, right)
