"""The builder of the tabular preprocessing step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cursus_lint.builders.sdk import sdk_module
from cursus_lint.builders.step_builder import StepBuilderBase

if TYPE_CHECKING:
    from sagemaker.sklearn.processing import SKLearnProcessor


class TabularPreprocessingStepBuilder(StepBuilderBase):
    """Builds `TabularPreprocessing` steps, whose scripts run in the scikit-learn container."""

    step_type = "TabularPreprocessing"

    def _create_processor(self) -> SKLearnProcessor:
        """A scikit-learn processor with the step's environment."""
        module = sdk_module("sagemaker.sklearn.processing")
        processor: SKLearnProcessor = module.SKLearnProcessor(
            framework_version=self.config.framework_version,
            role=self.config.role,
            instance_type=self.config.instance_type,
            instance_count=self.config.instance_count,
            volume_size_in_gb=self.config.volume_size_in_gb,
            env=self._get_environment_variables(),
            sagemaker_session=self.session,
        )
        return processor
