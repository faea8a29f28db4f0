"""The holder's own pages, and those of whoever acts for them: one thing a page, phone first."""
