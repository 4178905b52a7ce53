"""Other people's exports to what a customer's file says: reading, joining, naming; writes and prints nothing."""
