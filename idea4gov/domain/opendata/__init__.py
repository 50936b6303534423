"""Open data: the public fields, the files, and the suppression of small counts."""

from idea4gov.domain.opendata.datasets import DATASETS, get_dataset
from idea4gov.domain.opendata.fields import Dataset, Field
from idea4gov.domain.opendata.round_sets import URNS
from idea4gov.domain.opendata.rows import Publisher, Row, public_row

__all__ = ["DATASETS", "URNS", "Dataset", "Field", "Publisher", "Row", "get_dataset", "public_row"]
