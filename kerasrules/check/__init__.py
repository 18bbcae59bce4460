"""Checking: settings, selection of rules, one file or many, baselines and suppressions."""
