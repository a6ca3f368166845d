"""Serving models on a node: recipes, engines, whether they fit, launching, and what runs.

Plain Python over a node's session; engines are folders of `engines`, found by discovery.
"""
