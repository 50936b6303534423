"""The `.pb` file format of Pabulib: reading, writing, content. Source: pabulib.org/format."""
