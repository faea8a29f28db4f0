"""The checker: a small, limited process that makes one uploaded file anew, and ends.

It is started as ``python -m checker`` from the folder above and imports nothing of the product, so it
knows no settings, no secrets and no database.
"""
