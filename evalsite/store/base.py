"""The two metadata that never meet: desk and roll share a database, the box has its own."""

from sqlalchemy import LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "pk": "%(table_name)s_key",
    "uq": "%(table_name)s_%(column_0_N_name)s_is_unique",
    "ck": "%(constraint_name)s",
    "fk": "%(table_name)s_has_its_%(referred_table_name)s",
    "ix": "%(table_name)s_by_%(column_0_N_name)s",
}


class DeskBase(DeclarativeBase):
    """Tables of the organiser's desk and of the roll (签到册)."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy's own way to declare it


class BoxBase(DeclarativeBase):
    """Tables of the box (票箱)."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy's own way to declare it
