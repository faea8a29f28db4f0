"""Made-up organisations, staff and people, for demonstrations, tests of load and pictures. Nobody here lives."""
