"""Run the commands of the runbook as they stand in it, on a machine that has never seen idea4gov."""
