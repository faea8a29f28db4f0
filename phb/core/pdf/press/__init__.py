"""The press: the small, limited process that turns finished HTML into PDF.

It is started as ``python -m press`` from the folder above and imports nothing
of the product, so it knows no settings, no secrets and no database.
"""
