"""Reports, indices and comparisons that cannot be made, and texts that cannot be hidden or put together."""

from evalsite.core.refusals.base import Refusal


class NoSuchSubject(Refusal):
    code = "no_such_subject"
    status = 404


class TypesettingFailed(Refusal):
    """typst refused a report or died twice over it: a defect of the template or the machine; ``problem`` is its own."""

    code = "typesetting_failed"
    status = 500


class BrokenTemplate(Refusal):
    """The template of Word reports that an organiser made cannot be used; ``problem`` says what is wrong with it."""

    code = "broken_template"
    status = 422


class NotComparable(Refusal):
    """One number over rounds that do not ask the same; ``rounds`` tells which of them and why, in words."""

    code = "not_comparable"
    status = 409


class NoSuchIndex(Refusal):
    code = "no_such_index"
    status = 404


class IndexInUse(Refusal):
    """The index ``index`` is part of others; ``users`` names them."""

    code = "index_in_use"
    status = 409


class IndicesChanged(Refusal):
    """Somebody defined or removed an index while this definition was being checked."""

    code = "indices_changed"
    status = 409


class NoSuchText(Refusal):
    """No text of the count has this key."""

    code = "no_such_text"
    status = 404


class PassageNotThere(Refusal):
    """The passage to hide does not stand in the text, or the one to show is not hidden."""

    code = "passage_not_there"
    status = 422


class BadReason(Refusal):
    """A reason that is not on the list: a redaction cannot add words of its own."""

    code = "bad_reason"
    status = 422


class BadMerge(Refusal):
    """A name written in cannot be put together with that one; ``problem`` says why."""

    code = "bad_merge"
    status = 422
