"""Follow-up after delivery: which customer is called when, and what was said.

Owns due follow-ups, calls with their answers, and the questions. Does not own the register of contacts (``contacts``),
the work queue (``work``), satisfaction surveys or complaints, which listen to its events.
"""
