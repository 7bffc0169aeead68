"""The WSGI application, for one role or all: desk, roll (the phone page with its stamp), box."""

from enum import StrEnum

from flask import Flask, redirect, url_for
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from evalsite.settings import ROOT, Settings, load
from evalsite.store import versions
from evalsite.web.refusing import guard


class Role(StrEnum):
    ALL = "all"
    DESK = "desk"
    ROLL = "roll"
    BOX = "box"


def create_app(settings: Settings | None = None, role: Role = Role.ALL) -> Flask:
    """An application that opens only the databases of its role.

    Raises MissingSecret, SchemaOutdated, Busy (a database that cannot be reached).
    """
    settings = settings or load()
    app = Flask("evalsite", template_folder=str(ROOT / "templates"), static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # DefaultJSONProvider has it
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    guard(app)
    if role is not Role.BOX:
        _add_desk_and_roll(app, settings, role)
    if role is not Role.ROLL:
        box = settings.box()
        versions.require_current(box, "box")
        if role is not Role.DESK:
            from evalsite.web import box as box_web  # noqa: PLC0415 - a roll's or desk's process never loads it

            app.register_blueprint(box_web.blueprint(settings, box))
    return app


def _add_desk_and_roll(app: Flask, settings: Settings, role: Role) -> None:
    desk = settings.desk()
    versions.require_current(desk, "desk")
    if role is not Role.DESK:
        from evalsite.web import ballot  # noqa: PLC0415 - a desk's process never loads it

        app.register_blueprint(ballot.blueprint(settings, desk))
    if role in (Role.ALL, Role.DESK):
        from evalsite.web import desk as desk_web  # noqa: PLC0415 - the voter's processes never load it
        from evalsite.web import public  # noqa: PLC0415 - nor this

        desk_web.register(app, settings, desk, settings.box())
        app.register_blueprint(public.blueprint(desk))

    @app.get("/")
    def front() -> Response:
        """Whoever types the bare address wants the desk, or, where there is none, the ballot."""
        return redirect(url_for("desk.home") if role in (Role.ALL, Role.DESK) else "/b")
