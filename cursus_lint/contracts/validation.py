"""`ValidationResult`: the violations of a script or a specification, as the models' `validate_*` methods give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cursus_lint.diagnostics import Violation


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """Whether something keeps its promises, and what speaks against it.

    Valid means without errors; warnings do not count. `errors` and `warnings` are texts for people, `violations` is
    what they were made from, with places and fixes (violations of severity `info` stand only there). `message` is what
    a success has to say, if anything.
    """

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    message: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether there is no error."""
        return not self.errors

    def __bool__(self) -> bool:
        return self.is_valid

    @classmethod
    def success(cls, message: str = "") -> ValidationResult:
        """A result without errors."""
        return cls(message=message)

    @classmethod
    def error(cls, errors: str | Iterable[str]) -> ValidationResult:
        """A result with one error or with several.

        >>> ValidationResult.error("no such step").errors
        ('no such step',)

        Raises ValueError when there is no error to tell.
        """
        several = (errors,) if isinstance(errors, str) else tuple(errors)
        if not several:
            raise ValueError("an error needs at least one message; use ValidationResult.success() if there is none")
        return cls(errors=several)

    @classmethod
    def of(cls, violations: Iterable[Violation]) -> ValidationResult:
        """The result that the engine's violations amount to; suppressed ones do not count."""
        from cursus_lint.diagnostics import Severity

        found = tuple(violations)
        texts: dict[Severity, list[str]] = {severity: [] for severity in Severity}
        for violation in found:
            if violation.suppression is None:
                texts[violation.severity].append(
                    f"{violation.path}:{violation.span.line}: {violation.code} {violation.message}"
                )
        return cls(tuple(texts[Severity.ERROR]), tuple(texts[Severity.WARNING]), found)

    @classmethod
    def combine(cls, *results: ValidationResult) -> ValidationResult:
        """All errors, warnings and violations of several results, in their order; valid if every one is."""
        return cls(
            tuple(error for result in results for error in result.errors),
            tuple(warning for result in results for warning in result.warnings),
            tuple(violation for result in results for violation in result.violations),
            "; ".join(result.message for result in results if result.message),
        )
