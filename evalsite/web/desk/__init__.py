"""The organiser's desk."""

from flask import Blueprint, Flask

from evalsite.settings import Settings
from evalsite.store.engine import Database


def register(app: Flask, _settings: Settings, _desk: Database, _box: Database) -> None:
    """Add the desk's pages below /desk."""
    routes = Blueprint("desk", __name__, url_prefix="/desk")

    @routes.get("/")
    def home() -> str:
        return "云端测评工作台"

    app.register_blueprint(routes)
