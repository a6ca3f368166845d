"""Words everyone uses: errors, Cancel, units, settings, files, logs, plug-in discovery.

May import: the standard library, msgspec, platformdirs. Nothing of ours, no Qt, no paramiko.
"""
