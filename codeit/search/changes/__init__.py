"""What rules do to entities: cells around them, copies of them, colours from elsewhere."""

__all__: list[str] = []
