"""What everybody may read, as rows of the open data; the data sets' fields are in domain/opendata."""
