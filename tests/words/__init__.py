"""The words of the guide: their spelling."""
