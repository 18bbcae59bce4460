"""Programs for those who work on kerasrules; they are not part of the package."""
