"""Finding programs: words through Whoosh, filters and facets over bitsets in memory. Only this room knows Whoosh."""
