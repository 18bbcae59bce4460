"""KR6xx: dropout, normalization and augmentation."""
