"""A guide for another state: its towns and listings from a federal list, its pages and words from the starting files.

What no source says is left out or left to the editors; nothing is carried over that holds for one state only.
Modules import one way, in this order: states, zips, towns, listed, kit.
"""
