"""Commands for maintainers that the guide itself does not need."""
