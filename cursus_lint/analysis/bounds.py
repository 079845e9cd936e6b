"""What bounds the analysis of any input, each number with its reason; what exceeds one becomes opaque, never wrong."""

from __future__ import annotations

FILE_CHARACTERS = 2_000_000
"""A longer file is not a script that somebody wrote; parsing one takes half a minute."""

NESTING = 100
"""Brackets inside brackets that LibCST is trusted with where `ast.parse` has not checked the file first."""

STATEMENT_TOKENS = 5_000
"""Tokens in one logical line, likewise: LibCST overflowed its stack between 3,000 and 30,000 operators."""

SNIPPET_CHARACTERS = 3_000
"""Of one simple statement read with LibCST: too few for the operators that would overflow its stack."""

EXPRESSION_DEPTH = 120
"""Levels of one expression that are looked at; hand-written code stays below 30."""

CHOICES = 24
"""Possibilities of one value; a finite set that scripts choose among (regions, job types, splits) is smaller."""

TEXT_PARTS = 24
"""Pieces of one string template; a path has fewer."""

TEXT_LENGTH = 4_096
"""Characters of one string template: the longest path Linux accepts."""

CALL_DEPTH = 14
"""Calls inside calls that are followed; entry block to sink takes up to seven in real scripts."""

UNROLL = 64
"""Elements of a literal collection that a loop goes through one by one."""

ENTRIES = 2_000
"""Entries that are kept of one dict or list."""

STEPS = 150_000
"""Expressions evaluated for one script, its modules included: six times what real ones of 3,500 lines need."""

CHARACTERS_A_STEP = 25
"""Characters of a statement whose parsing takes as long as the evaluation of one expression."""

ITEMS_A_STEP = 4
"""Elements of a container handed to unknown code that are looked at as fast as one expression is evaluated."""

CONTEXTS = 48
"""Different argument lists with which one function is read; call sites beyond share what is known by then."""

SIBLINGS = 64
"""Modules of the same project that are read for one script."""

VARIADIC = 64
"""Positional arguments that a literal `*args` may spread."""
