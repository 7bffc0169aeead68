"""Campaign workbooks: read one, write one, or an empty one to fill in."""

from evalsite.paper.workbook_read import read_campaign, weight_of
from evalsite.paper.workbook_template import template
from evalsite.paper.workbook_write import write_campaign

__all__ = ["read_campaign", "template", "weight_of", "write_campaign"]
