"""What is owned and owed: parts."""
