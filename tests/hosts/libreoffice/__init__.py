"""LibreOffice as a stand-in for Excel: it opens our workbooks, runs their VBA, and calls our Python from cells.

fixtures.py is where tests begin; a test module says `pytest_plugins = ["hosts.libreoffice.fixtures"]`.
"""
