"""The command line: a module for each verb, and what they share; what is heavy is imported late."""
