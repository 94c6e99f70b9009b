"""With what: catalogue and capacity."""
