"""The stages of a meta-iteration: propose, execute, relabel, store, learn, judge."""
