"""Sequences of bytes, and the language in which The KoLMogorov Test asks for them."""
