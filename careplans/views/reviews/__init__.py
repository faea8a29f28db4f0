"""Pages of reviews: what is due, one review from opening to result, preparation, this year beside last, measures."""
