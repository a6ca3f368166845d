"""A terminal in the window: shells of nodes and of containers. Panes share it.

May import: app.look, app.state and below.
"""
