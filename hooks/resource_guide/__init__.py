"""A bilingual resource guide: data in, one checked model, many plain outputs.

Nothing in this package imports MkDocs. Modules import one way, in this order:
problems, yaml_source, text_types, explain, model, loaded, load, rules, wording,
geography, maps, freshness, placeholders, documents, listings, contacts, structured,
places, views, additions, markup, shell, pages, search, typeset, editions, paper,
booklet, handouts, sheets, publish, guide, cli.
"""
