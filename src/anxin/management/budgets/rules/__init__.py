"""Pure decisions and sums of budgets."""
