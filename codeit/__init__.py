"""CodeIt: a language model that teaches itself to write programs for ARC tasks.

The method in one line: propose, execute, relabel, store, learn. It is `codeit.loop`.
"""
