"""KR2xx: output layers, losses, labels and metrics."""
