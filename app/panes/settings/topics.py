"""What the topics of the settings are called."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.i18n import tr
from app.state.preferences import Topic


@dataclass(frozen=True, slots=True)
class TopicLook:
    """A topic in the list and above its preferences."""

    title: str
    icon: str
    about: str


LOOKS = {
    Topic.NODES: TopicLook(
        tr("Nodes"), "hard-drives", tr("The machines that this program looks after.")
    ),
    Topic.APPEARANCE: TopicLook(
        tr("Appearance"), "palette", tr("Colours, language and size of the window.")
    ),
    Topic.START: TopicLook(
        tr("Start and tray"), "power", tr("When the program starts, and what closing it means.")
    ),
    Topic.READING: TopicLook(
        tr("Refresh rates"), "gauge", tr("How often machines are read, and what is read of them.")
    ),
    Topic.HISTORY: TopicLook(
        tr("History"),
        "clock-counter-clockwise",
        tr("What is kept of the machines on this computer."),
    ),
    Topic.NOTIFICATIONS: TopicLook(
        tr("Notifications"), "bell", tr("When this desktop is told of something.")
    ),
    Topic.SECRETS: TopicLook(
        tr("Keyring"), "key", tr("Where passwords and tokens are kept; never in a file of ours.")
    ),
    Topic.UPDATES: TopicLook(tr("Updates"), "download-simple", tr("Newer versions.")),
    Topic.PRIVACY: TopicLook(
        tr("Privacy"), "shield", tr("What stays on this computer, and where.")
    ),
    Topic.SHORTCUTS: TopicLook(
        tr("Shortcuts"), "keyboard", tr("Keys of this window, and one for all programs.")
    ),
}
