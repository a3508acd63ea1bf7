"""Where programs come from: seeds, mutants, the policy's samples, near misses."""
