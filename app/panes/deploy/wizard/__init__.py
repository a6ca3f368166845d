"""Deploy a model: choose it, its engine and settings; see the plan; run it."""
