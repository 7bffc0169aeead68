"""Alembic's entry for the history of the box database; the work is done in evalsite/store/migrating.py."""

from evalsite.store import migrating

migrating.run_online("box")
