"""csp-runbooks: a customer's subscriptions in, bilingual runbooks and checklists out.

Imports follow one order, and ``tests/test_imports.py`` holds it: a module imports only from its left.

    errors text model | catalog guidance plan render | load site | cli
"""

__version__ = "0.1.0"
