"""SSH on paramiko: a transport that is safe to poll over, connecting, and the session on top.

Private names of paramiko that are relied on are pinned by a test (test_paramiko_contract.py).
"""
