"""The desk of officials: queues, documents, imports, exports, reports and appeals."""
