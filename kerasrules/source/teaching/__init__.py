"""What the user says of values: the words for it, and the comments that say it."""
