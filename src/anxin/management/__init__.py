"""What managers do with what the visit left: figures, later projects, pay and reports."""
