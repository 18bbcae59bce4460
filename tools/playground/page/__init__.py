"""The files of the page: for the browser as they are, and what Python needs there."""
