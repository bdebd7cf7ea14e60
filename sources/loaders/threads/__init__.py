"""Forum threads, one file an engine: which posts there are, who wrote them and when, and whom they quote."""
