"""The command line: one module per group of verbs; everything heavy is imported inside them."""
