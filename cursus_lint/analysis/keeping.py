"""What becomes of values that are stored under a name, an attribute or a key, once everything is read.

A value that is never asked for by its name again fades out. Whether it is, the text tells: any other mention of the
name, wherever it stands, is taken for a use.
"""

from __future__ import annotations

import re
from collections import Counter

from cursus_lint.analysis.evaluator import Evaluator

_ATTRIBUTE = re.compile(r"\.(\w+)(?!\w|\s*=[^=])")
_QUOTED = re.compile(r"""(['"])(\w+)\1""")
_PLACEHOLDER = re.compile(r"(?:[{$]|%\()(\w+)")
"""A name in a template: `{name}`, `${name}`, `%(name)s`."""

_BY_ANY_NAME = re.compile(r"__dict__|__getattr|__slots__|\bvars\(|\basdict\(|\bgetattr\(|\battrgetter\(")
"""What reads attributes whose names are not spelled."""


def settle_kept(ev: Evaluator) -> None:
    """Count as used what is stored under a name that is mentioned anywhere else."""
    if not ev.record.kept:
        return
    texts = [source.text for source in (ev.source, *ev.siblings.sources())]
    read = {name for text in texts for form in (_ATTRIBUTE, _PLACEHOLDER) for name in form.findall(text)}
    quoted = Counter(name for text in texts for _, name in _QUOTED.findall(text))
    anything = any(_BY_ANY_NAME.search(text) for text in texts)
    for name, kept in ev.record.kept.items():
        if anything or name in read or quoted[name] > len(kept.sites) or not name.isidentifier():
            for record in kept.reads:
                record.consumed = True
