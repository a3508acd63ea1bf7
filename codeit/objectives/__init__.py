"""What the learner makes smaller: one module for each loss."""
