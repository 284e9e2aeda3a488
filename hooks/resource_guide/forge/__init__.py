"""Work of the public editor (GitHub): filled-in forms, links that may be dead, the issue of each month, changed pages.

A form is somebody else's word: it becomes a proposal that nobody has checked, and its text stays text. Nothing here
speaks to the forge; the workflows do, with what these modules write.

Modules import one way, in this order: quoting, filled, evidence, new_program, correction, page_words, answer,
links, visits, monthly, changed.
"""
