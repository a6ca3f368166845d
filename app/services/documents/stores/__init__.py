"""Where vectors are searched. What is in a store can be made anew of the index."""
