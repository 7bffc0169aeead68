"""Figures from other sources: replaced, added to, withdrawn; and on record whatever happens."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from evalsite.core.figures import Adjustment, Deed, DeedKind, Figures, ImportedFigure
from evalsite.core.refusals import NoSuchCampaign
from evalsite.store.figures import FiguresRow, Kind
from evalsite.usecases import figuring
from tests import factories
from tests.factories import NOW

SATISFIED = Figures((ImportedFigure("D1", "群众满意度", Fraction("98.2"), "%", None, "第三方"),))
DEEDS = Figures((), (Deed("D2", DeedKind.CENTRAL, None, "发改部门", "重点项目提前完工"),))
POINTS = Figures((), (), (Adjustment("D2", Fraction(2), "获表彰", None, "组织部门"),))


def take_in(ledgers, campaign, figures, file, *, adding=False):
    source = figuring.provenance(file, file.encode(), "组织者甲", NOW)
    return figuring.take_in(ledgers.desk, campaign, figures, source, adding=adding)


def files(figures):
    return [one.file for one in figures.provenance]


def test_a_campaign_without_imports_has_no_figures(ledgers):
    campaign = factories.take_in(ledgers)
    assert figuring.figures_of(ledgers.desk, campaign) == Figures()
    with pytest.raises(NoSuchCampaign):
        figuring.figures_of(ledgers.desk, "c-00000000")


def test_an_import_replaces_the_one_before_and_another_file_can_be_added(ledgers):
    campaign = factories.take_in(ledgers)
    take_in(ledgers, campaign, POINTS, "旧.xlsx")
    take_in(ledgers, campaign, SATISFIED, "满意度.xlsx")
    take_in(ledgers, campaign, DEEDS, "实绩.xlsx", adding=True)
    found = figuring.figures_of(ledgers.desk, campaign)
    assert (found.imported, found.deeds, found.adjustments) == (SATISFIED.imported, DEEDS.deeds, ())
    assert files(found) == ["满意度.xlsx", "实绩.xlsx"]
    assert found.provenance[0].by == "组织者甲"
    assert found.provenance[0].at == NOW
    assert len(found.provenance[0].sha256) == 64


def test_every_import_stays_on_record_with_its_figures(ledgers):
    campaign = factories.take_in(ledgers)
    take_in(ledgers, campaign, POINTS, "旧.xlsx")
    take_in(ledgers, campaign, SATISFIED, "新.xlsx")
    record = figuring.withdraw(ledgers.desk, campaign, "组织者乙", NOW + timedelta(days=1))
    assert [(one.number, one.kind, one.in_force) for one in record] == [
        (1, Kind.REPLACE, False),
        (2, Kind.REPLACE, False),
        (3, Kind.WITHDRAW, False),
    ]
    assert record[0].figures.adjustments == POINTS.adjustments
    assert record[2].provenance.by == "组织者乙"
    assert figuring.figures_of(ledgers.desk, campaign) == Figures()


def test_after_a_withdrawal_adding_begins_anew(ledgers):
    campaign = factories.take_in(ledgers)
    take_in(ledgers, campaign, POINTS, "旧.xlsx")
    figuring.withdraw(ledgers.desk, campaign, "组织者", NOW)
    take_in(ledgers, campaign, DEEDS, "实绩.xlsx", adding=True)
    assert files(figuring.figures_of(ledgers.desk, campaign)) == ["实绩.xlsx"]


def test_figures_of_one_campaign_are_not_those_of_another(ledgers):
    one, other = factories.take_in(ledgers), factories.take_in(ledgers)
    take_in(ledgers, one, SATISFIED, "满意度.xlsx")
    assert figuring.figures_of(ledgers.desk, other).is_empty


def test_the_database_itself_keeps_what_was_imported(ledgers):
    campaign = factories.take_in(ledgers)
    take_in(ledgers, campaign, SATISFIED, "满意度.xlsx")
    for statement in (update(FiguresRow).values(file="别的.xlsx"), delete(FiguresRow)):
        with pytest.raises(DBAPIError, match="on record"), ledgers.desk.write() as connection:
            connection.execute(statement)
    assert files(figuring.figures_of(ledgers.desk, campaign)) == ["满意度.xlsx"]
