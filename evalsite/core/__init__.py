"""Pure rules of evaluation: values and functions on the standard library alone, no clock, no randomness, no storage."""
