"""Pages of centres: written in Markdown, published on a day, shown clean."""
