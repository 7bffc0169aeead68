"""Long work with progress, done beside the request that asked for it."""
