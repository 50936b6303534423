"""What keeps a cluster from starting."""


class ClusterError(Exception):
    """A part of the cluster does not start or does not do as it is told; the text says which, and why."""
