"""The workshop: who works on which job, in which bay, for how long, and whether the work is good.

Owns assignments of jobs to technicians and bays with their shares, the job clock with its corrections, time on no car,
the ledger of waiting by reason, inspections with their item results, and what technicians find. Does not own the job and
its state (``repair_orders``), the reserved hours of bays and people (``capacity``), the shift clock (``people``) or the
parts that are issued.
"""
