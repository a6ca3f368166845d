"""The memory guard: stops what eats the memory before the machine freezes."""
