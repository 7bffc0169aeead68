"""What people do with evalsite: one verb, one function, one transaction a ledger."""
