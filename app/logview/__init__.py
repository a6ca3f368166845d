"""The log viewer: lines of one or several logs, kept compactly, searched and painted.

May import: app.look, app.state and below.
"""
