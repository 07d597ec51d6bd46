"""What every function of the store stands on: tables, transactions, the threads that run them, versions, the audit."""
