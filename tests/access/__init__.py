"""Cases of the generated access test: for every command and query the arguments with which the right person succeeds."""
