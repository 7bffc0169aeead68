"""The application for gunicorn. EVALSITE_ROLE says which part this process is: all (default), desk, roll or box."""

import os

from evalsite.factory import Role, create_app

app = create_app(role=Role(os.environ.get("EVALSITE_ROLE", "all")))
