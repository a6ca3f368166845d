"""A transcript that is only read, and can keep to itself which model answers."""

from __future__ import annotations

from dataclasses import replace

from app.transcript.api import Act, Entry, Who
from app.transcript.view import ThreadView

_ACTS = (Act.COPY,)


class ReadOnlyThread(ThreadView):
    """Messages to be read and copied; while `alias` is set, nothing tells whose they are."""

    alias = ""
    """What the model is called meanwhile: `Model A`."""

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show other messages."""
        super().set_entries(tuple(self._shown(entry) for entry in entries))

    def update_entry(self, entry: Entry) -> None:
        """Show a message otherwise."""
        super().update_entry(self._shown(entry))

    def _shown(self, entry: Entry) -> Entry:
        acts = tuple(act for act in entry.acts if act in _ACTS)
        if not self.alias or entry.who is not Who.ASSISTANT:
            return replace(entry, acts=acts)
        return replace(entry, acts=acts, title=self.alias, figures="", figures_tip="")
