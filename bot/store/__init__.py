"""The only SQL. Each function takes `tx` first and never commits; a room may use those below it.

keeping                          what becomes of everything kept: backed up, exported, exposed, erased, let go
day                              what somebody is to see to on a day, and what of it is said together
figures   institution   rights   what leaders count; what an institution sets; what participants hold in their hands
caseload                         cases and who sees them, what is recorded, what is planned and whom it reaches
queues                           what comes in and goes out, and who stands on the page
people                           who the bot knows
engine                           tables, transactions, threads, versions, leases, the audit
sealing                          the vault, and its tree of keys that can be burnt one by one
"""
