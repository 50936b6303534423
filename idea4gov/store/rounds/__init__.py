"""Budget rounds: written, read, and their urns streamed in bounded memory."""
