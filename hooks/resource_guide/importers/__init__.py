"""Lists of others and spreadsheets of our own, read with care: what they say is shown, and little of it is written.

A list (a federal directory, an export of a locator) never changes a listing: what is new, different or
gone becomes a lead for an editor to call. A spreadsheet of the guide's own columns is an editor's work:
its changes are made in the data files, under the rules of ``sheet_rules``.

Modules import one way, in this order: tables, meanings, facility, samhsa, findtreatment, likeness, reconcile,
leads, columns, sheet_file, sheet_rules, sheet_changes, sheet_trial, report.
"""
