"""Step builders: contracts and configuration -> steps of SageMaker pipelines. Needs the extra `sagemaker`."""
