"""A bilingual resource guide: data in, one checked model, many plain outputs.

Nothing in this package imports MkDocs. Modules import one way, in this order:
problems, store, slugs, quick_yaml, yaml_layout, yaml_source, yaml_files, merge_lines, edit_yaml, turns, text_types, explain, records, picture_model, programs, model, freshness, plurals, loaded,
load, place_rules, picture_rules, wording_rules, rules, wording,
geography, maps, map_rules, placeholders, pictures, prose, markdown_lines, sections, documents, raw_html, page_rules, stigma, reading, history, translations, listings, contacts, structured,
protection, share_picture, light, places, catalog, views, needs, filters, atlas, additions, markup, shell, pages, search, keep, compose, typeset, editions, paper,
booklet, handouts, sheets, offline, output, exports, language_site, generated, workers, printing, publish, swap, guide, forms, schema, reports, translating, importers, starting, stale, keeping, trial, new_listing, interview, editor_desk, commands_keeping,
commands_import, commands_edition, commands_new, front, commands_build, forge, commands_suggestion, commands_monthly, cli.
"""
