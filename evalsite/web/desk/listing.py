"""In which order a page or file lists the subjects of a result: by score, by the register, by strokes."""

from collections.abc import Mapping

from flask import request

from evalsite.core.disclosure import Results
from evalsite.core.ordering import Listing, listed
from evalsite.usecases import registering
from evalsite.web.desk.room import now, room


def asked() -> Listing:
    """The order that the address asks for; by score where it asks for none that is known."""
    wanted = request.args.get("order", "")
    return Listing(wanted) if wanted in set(Listing) else Listing.SCORE


def ranks() -> Mapping[str, int]:
    """Today's places in the register."""
    return registering.ranks(room().desk, now().date())


def in_order(found: Results, listing: Listing) -> Results:
    return listed(found, listing, ranks())
