"""Pages of the library: for staff who keep it, for plans that take from it, for people who want to know what there is."""
