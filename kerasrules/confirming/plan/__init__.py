"""What is tried: a compiled model as a plan that Keras can build from, and the plans with the findings' fixes applied.

Plain data that is made beside the linter and that pickle carries into the worker process; only `targets` knows numpy.
"""
