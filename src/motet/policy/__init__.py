"""What a program may touch and how much it may use: plain data and the questions one can ask of it."""
