"""Who may do what at the desk: roles of accounts, and the acts each is trusted with."""

from enum import StrEnum


class Role(StrEnum):
    """组织者 prepares and runs campaigns, 监票人 opens boxes, 计票人 counts paper ballots, 阅看人 reads results, 管理员 does
    all and keeps accounts.
    """

    ORGANISER = "organiser"
    SCRUTINEER = "scrutineer"
    TELLER = "teller"
    READER = "reader"
    ADMIN = "admin"


ROLE_WORDS = {
    Role.ORGANISER: "组织者",
    Role.SCRUTINEER: "监票人",
    Role.TELLER: "计票人",
    Role.READER: "阅看人",
    Role.ADMIN: "管理员",
}


class Act(StrEnum):
    """What is asked of an account. ``FOLLOW`` is to see a campaign's state and turnout, ``TELL`` to enter a count of
    paper ballots.
    """

    FOLLOW = "follow"
    PREPARE = "prepare"
    TELL = "tell"
    OPEN = "open"
    AUDIT = "audit"
    READ = "read"
    ADMINISTER = "administer"


# Scrutineers see that the count is right: of the result they get what the public audit file holds, no reports. Readers
# see what the count says and nothing on the way there.
# Tellers see neither: they count before anything is opened. In a small office an organiser may be one of the two.
# An organiser may start an opening too: without the shares of the scrutineers that opens nothing.
_ACTS: dict[Role, frozenset[Act]] = {
    Role.ORGANISER: frozenset({Act.FOLLOW, Act.PREPARE, Act.TELL, Act.OPEN, Act.AUDIT, Act.READ}),
    Role.SCRUTINEER: frozenset({Act.FOLLOW, Act.OPEN, Act.AUDIT}),
    Role.TELLER: frozenset({Act.FOLLOW, Act.TELL}),
    Role.READER: frozenset({Act.READ}),
    Role.ADMIN: frozenset(Act),
}


def allows(role: Role, act: Act) -> bool:
    """Whether an account of this role may do this."""
    return act in _ACTS[role]
