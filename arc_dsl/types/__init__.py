"""Types of the language: what they are, rules for every primitive, types of whole programs."""

__all__: list[str] = []
