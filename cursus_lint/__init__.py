"""Finds and repairs contradictions between ML processing scripts and their contracts."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

# The public names and the modules they live in. They are imported when they are first asked for: `import cursus_lint`
# must cost a job container nothing.
_HOMES = {
    "DependencySpec": "cursus_lint.specs.model",
    "EnhancedScriptExecutionSpec": "cursus_lint.runtime.execution_spec",
    "InvalidContract": "cursus_lint.contracts.problems",
    "InvalidExecutionSpec": "cursus_lint.runtime.spec_document",
    "JobArgument": "cursus_lint.contracts.model",
    "OutputSpec": "cursus_lint.specs.model",
    "PathSpec": "cursus_lint.runtime.execution_spec",
    "PipelineTestingSpecBuilder": "cursus_lint.runtime.spec_builder",
    "ProcessingStepConfig": "cursus_lint.builders.config",
    "RuntimeTester": "cursus_lint.runtime.tester",
    "ScriptAnalyzer": "cursus_lint.specs.analyzer",
    "ScriptContract": "cursus_lint.contracts.model",
    "ScriptExecutionSpec": "cursus_lint.runtime.execution_spec",
    "ScriptTestResult": "cursus_lint.runtime.outcome",
    "SpecificationAwareScriptRuntime": "cursus_lint.runtime.channels",
    "SpecificationRegistry": "cursus_lint.specs.registry",
    "StepBuilderBase": "cursus_lint.builders.step_builder",
    "StepSpecification": "cursus_lint.specs.model",
    "TabularPreprocessingStepBuilder": "cursus_lint.builders.tabular_preprocessing",
    "ValidationResult": "cursus_lint.contracts.validation",
    "Violation": "cursus_lint.diagnostics",
    "find_path_matches": "cursus_lint.runtime.matching",
    "load_contracts": "cursus_lint.contracts.loading",
}

__all__ = list(_HOMES)  # for `import *`, which does not ask __getattr__ otherwise

if TYPE_CHECKING:
    from cursus_lint.builders.config import ProcessingStepConfig as ProcessingStepConfig
    from cursus_lint.builders.step_builder import StepBuilderBase as StepBuilderBase
    from cursus_lint.builders.tabular_preprocessing import (
        TabularPreprocessingStepBuilder as TabularPreprocessingStepBuilder,
    )
    from cursus_lint.contracts.loading import load_contracts as load_contracts
    from cursus_lint.contracts.model import JobArgument as JobArgument
    from cursus_lint.contracts.model import ScriptContract as ScriptContract
    from cursus_lint.contracts.problems import InvalidContract as InvalidContract
    from cursus_lint.contracts.validation import ValidationResult as ValidationResult
    from cursus_lint.diagnostics import Violation as Violation
    from cursus_lint.runtime.channels import SpecificationAwareScriptRuntime as SpecificationAwareScriptRuntime
    from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec as EnhancedScriptExecutionSpec
    from cursus_lint.runtime.execution_spec import PathSpec as PathSpec
    from cursus_lint.runtime.execution_spec import ScriptExecutionSpec as ScriptExecutionSpec
    from cursus_lint.runtime.matching import find_path_matches as find_path_matches
    from cursus_lint.runtime.outcome import ScriptTestResult as ScriptTestResult
    from cursus_lint.runtime.spec_builder import PipelineTestingSpecBuilder as PipelineTestingSpecBuilder
    from cursus_lint.runtime.spec_document import InvalidExecutionSpec as InvalidExecutionSpec
    from cursus_lint.runtime.tester import RuntimeTester as RuntimeTester
    from cursus_lint.specs.analyzer import ScriptAnalyzer as ScriptAnalyzer
    from cursus_lint.specs.model import DependencySpec as DependencySpec
    from cursus_lint.specs.model import OutputSpec as OutputSpec
    from cursus_lint.specs.model import StepSpecification as StepSpecification
    from cursus_lint.specs.registry import SpecificationRegistry as SpecificationRegistry


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
