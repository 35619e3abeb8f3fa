"""Money and hours of certificates: each verb is one transaction, each change a line of the ledger."""
