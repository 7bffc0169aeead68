"""evalsite (云端测评): anonymous evaluation with a blind stamp, a sealed box and a count anyone can check."""

__version__ = "0.1.0"
