"""Programs under the hands of staff: cards and groups, moderation, versions, quality, registers."""
