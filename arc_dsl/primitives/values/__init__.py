"""What the bodies of primitives share: names of types, order, indices, what they may use."""
