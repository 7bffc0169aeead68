"""Every way in which evalsite says no: one class per rule, each with a stable code.

The words for people live in one table, ``evalsite/words.py``; here is only what the machine needs.
``details`` fill the blanks of those words (names, counts), never secrets or codes of tickets.
Each module here is a place where people are refused; whoever raises or catches one needs this name alone.
"""

from evalsite.core.refusals.accounts import *
from evalsite.core.refusals.base import *
from evalsite.core.refusals.campaigns import *
from evalsite.core.refusals.instance import *
from evalsite.core.refusals.keys import *
from evalsite.core.refusals.outside import *
from evalsite.core.refusals.results import *
from evalsite.core.refusals.scrutiny import *
from evalsite.core.refusals.seats import *
from evalsite.core.refusals.voting import *
from evalsite.core.refusals.workbooks import *
