"""What a run found: leaders, verdicts, figures, and the forms that others read."""
