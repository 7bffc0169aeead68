"""The public audit file: what is in it, and its check without database or server. Uses core and crypto alone."""
