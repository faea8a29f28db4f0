"""Cases from before this system: a file of them is read, checked row by row, and taken whole or not at all."""
