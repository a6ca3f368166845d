"""One prompt to several models, answers beside each other."""
