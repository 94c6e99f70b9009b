"""Pure decisions of figures: what a formula says, what a definition holds, which days a period has."""
