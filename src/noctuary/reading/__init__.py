"""Text to reading: tokens, the components of each scale, and the reader that joins them."""
