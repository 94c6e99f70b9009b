"""Pure decisions about monthly figures."""
