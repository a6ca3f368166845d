"""Telemetry: what a node is truly doing, as `Sample`s from exchangeable sources (`api.py`)."""
