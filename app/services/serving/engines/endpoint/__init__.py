"""Engine: endpoint."""
