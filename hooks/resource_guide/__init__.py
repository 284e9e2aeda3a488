"""A bilingual resource guide: data in, one checked model, many plain outputs.

Nothing in this package imports MkDocs. Modules import one way, in this order:
problems, yaml_source, model, load, rules, wording, geography, freshness,
placeholders, documents, listings, shell, pages, search, publish, guide, cli.
"""
