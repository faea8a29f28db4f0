"""The two commands' own machinery: Postgres, Redis, roles, and processes that are kept running."""
