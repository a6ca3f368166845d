"""One model over several machines: a plan that is looked at before, as scripts to run there."""
