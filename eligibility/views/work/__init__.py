"""Pages of the work around cases."""
