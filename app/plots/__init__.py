"""Drawings that several panes share: charts of series over time, the memory map, their words.

May import: app.look, app.state and below.
"""
