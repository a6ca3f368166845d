"""Which stretch of time is shown, and those shown before it. No Qt, no clock."""

from __future__ import annotations

from dataclasses import dataclass

MIN_SPAN = 5.0
MAX_SPAN = 400 * 86_400.0
"""A little more than the hourly rows that everybody keeps."""
_AT_END = 0.01
"""Share of a window by which its end may miss the present and still go on with time."""
_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of time. `end` in Unix seconds; None: the present, it goes on with time."""

    span: float
    end: float | None = None


class TimeStack:
    """The range that was chosen and, above it, every stretch that was zoomed into."""

    def __init__(self, span: float) -> None:
        self._steps = [Shown(span)]
        self._gradual = False

    @property
    def shown(self) -> Shown:
        """What is shown now."""
        return self._steps[-1]

    @property
    def zoomed(self) -> bool:
        """Whether it is another stretch than the chosen range."""
        return len(self._steps) > 1

    def choose(self, span: float) -> None:
        """Show the last `span` seconds and forget what was zoomed into."""
        self._steps, self._gradual = [Shown(span)], False

    def show(self, start: float, end: float, now: float, *, gradual: bool = False) -> None:
        """Show from `start` to `end`, no later than `now` and neither too short nor too long.

        Steps that are `gradual` and follow each other are taken back together.
        """
        span = min(max(end - start, MIN_SPAN), MAX_SPAN)
        middle = (start + end) / 2
        end = min(middle + span / 2, now)
        follows = now - end <= _AT_END * min(span, self.shown.span)
        step = Shown(span, None if follows else end)
        if step == self.shown:
            return
        if gradual and self._gradual and self.zoomed:
            self._steps[-1] = step
        else:
            self._steps.append(step)
            del self._steps[1:-_MOST_STEPS]
        self._gradual = gradual

    def show_now(self) -> None:
        """Go to the present with a window as long as this one."""
        if self.shown.end is not None:
            self._steps.append(Shown(self.shown.span))
            self._gradual = False

    def back(self) -> bool:
        """Show what was shown before; False when there is nothing."""
        if not self.zoomed:
            return False
        self._steps.pop()
        self._gradual = False
        return True

    def reset(self) -> bool:
        """Show the chosen range; False when it is shown already."""
        zoomed = self.zoomed
        del self._steps[1:]
        self._gradual = False
        return zoomed
