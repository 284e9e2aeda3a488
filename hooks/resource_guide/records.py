"""What every record of the data files has in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

_NOT_ASKED: set[str] = set()


class Record(BaseModel):
    """A record that refuses unknown fields and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    def model_post_init(self, context: Any) -> None:
        """Forget which fields were written out: nobody asks, and the set takes as much memory as the record itself."""
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_ASKED)
