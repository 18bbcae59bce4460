"""From bytes to a `Source`: text, syntax tree, locations in characters, and the comments that silence findings."""
