"""KR3xx: inputs and targets."""
