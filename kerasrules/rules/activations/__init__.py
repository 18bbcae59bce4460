"""KR1xx: activations between layers."""
