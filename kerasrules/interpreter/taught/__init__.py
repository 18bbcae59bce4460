"""What the user says of code that cannot be read: in comments beside values, and in the settings by name."""
