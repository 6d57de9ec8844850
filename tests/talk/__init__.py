"""Talk: threads, flags, questions, rulings and notices, on both databases."""
