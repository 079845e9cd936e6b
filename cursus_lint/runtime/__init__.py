"""What runs inside a job's container or tests its scripts: channels, execution specs, matching, runs of pipelines."""
