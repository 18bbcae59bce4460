"""KR4xx: shapes and how layers follow one another."""
