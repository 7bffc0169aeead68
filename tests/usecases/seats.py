"""Campaigns with seats of scrutineers, for the tests of ceremony, opening and certification."""

from dataclasses import dataclass, replace

from evalsite.core.permission import Role
from evalsite.core.seats import Wanted, Way
from evalsite.store import accounts
from evalsite.usecases import giving, seating, signing_in, taking
from evalsite.usecases.preparing import Terms
from evalsite.usecases.seating import Seated
from evalsite.usecases.signing_in import account_of
from tests import factories
from tests.factories import NOW, SECRET, Ledgers, Live
from tests.usecases.test_signing_in import QUICK

SETTINGS = replace(QUICK, secret_key=SECRET)
PASSWORD = "木桥 石灯 雨季 远山"
COLLECT = "瓦罐 晨雾 邮差 棉田"
NAMES = ("甲", "乙", "丙")
OWN_TERMS = Terms(acknowledge_small=True)


def account(desk, name):
    with desk.read() as connection:
        stored = accounts.find(connection, name)
    assert stored is not None
    return account_of(stored)


def people(desk, *names):
    """Accounts of scrutineers."""
    for name in names or NAMES:
        signing_in.add_account(desk, SETTINGS, name, Role.SCRUTINEER, PASSWORD)


@dataclass
class Seats:
    """A campaign with three seats, two of which open its box."""

    ledgers: Ledgers
    id: str
    seated: Seated | None = None

    @property
    def desk(self):
        return self.ledgers.desk

    @property
    def now(self):
        return seating.get(self.desk, self.id)

    def account(self, number):
        return account(self.desk, NAMES[number - 1])

    def accept(self, *numbers, password=COLLECT):
        for number in numbers or (1, 2, 3):
            seating.accept(self.desk, SETTINGS, self.id, self.account(number), password)

    def publish(self):
        self.seated = seating.publish(self.desk, self.ledgers.box, self.id, NOW, OWN_TERMS)

    def show(self, number, password=COLLECT, when=NOW):
        if self.seated and self.seated.room:
            return taking.take_in_room(self.desk, SETTINGS, self.id, number, self.seated.room, when)
        return taking.take(self.desk, SETTINGS, self.id, self.account(number), password, when)

    def prove(self, held, words=None, when=NOW, who=None):
        typed = words or tuple(held.words.split()[place - 1] for place in held.asked)
        return taking.prove(self.desk, SETTINGS, self.id, held.proof, typed, when, who)

    def take(self, *numbers):
        """Show and prove these shares; gives their words."""
        found = []
        for number in numbers or (1, 2, 3):
            held = self.show(number)
            self.prove(held)
            found.append(held.words)
        return found

    def give(self, number, words, when=NOW):
        return giving.give_for_trial(self.desk, SETTINGS, self.id, self.account(number), words, when)

    def live(self) -> Live:
        return factories.live_of(self.ledgers, self.id)


def arranged(ledgers, way=Way.APART, campaign=None) -> Seats:
    """A draft with three seats that have their holders."""
    people(ledgers.desk)
    made = Seats(ledgers, factories.take_in(ledgers, campaign))
    seats = [Wanted(f"{number}号席", name) for number, name in zip("一二三", NAMES, strict=True)]
    seating.arrange(ledgers.desk, made.id, 2, way, seats)
    return made


def published(ledgers, way=Way.APART, campaign=None) -> Seats:
    made = arranged(ledgers, way, campaign)
    if way is Way.APART:
        made.accept()
    made.publish()
    return made
