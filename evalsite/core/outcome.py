"""What of a result is signed and confirmed: every figure of it, and none of the words that people wrote.

After the confirmation no figure changes. A passage of free text may still be hidden for somebody's sake, so what is
signed must not depend on it.
"""

from typing import Any

Json = dict[str, Any]
WORDS = ("comments", "redacted", "imported")  # of the result's JSON: words, how many are hidden, other sources' figures


def figures(result: Json) -> Json:
    """The result as it is signed: without free text; names written in without the names, in an order of their figures.

    A name can be hidden like any text, and its place in the list follows its letters.
    """
    kept = {key: value for key, value in result.items() if key not in WORDS}
    if isinstance(kept.get("writeins"), list):
        nameless = [{key: value for key, value in one.items() if key != "name"} for one in kept["writeins"]]
        kept["writeins"] = sorted(nameless, key=lambda one: sorted((key, str(value)) for key, value in one.items()))
    if isinstance(kept.get("withheld"), list):
        kept["withheld"] = [one for one in kept["withheld"] if not str(one.get("path")).startswith("/writeins/")]
    return kept
