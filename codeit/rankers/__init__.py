"""Which answers come first: one module for each rule."""
