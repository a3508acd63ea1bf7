"""Which task gets the next effort: after IDA (Mazzaglia et al., 2024), on tasks as contexts."""
