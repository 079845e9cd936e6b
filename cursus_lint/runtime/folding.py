"""Models that are kept small while nobody looks at them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

_FIELDS = BaseModel.__dict__["__dict__"]  # what the property below stands in front of
_SLOTS = ("__pydantic_fields_set__", "__pydantic_extra__")


class FoldableModel(BaseModel):
    """A model that can be folded: kept as one text of JSON until somebody reads or sets a field.

    Folded it takes a quarter of the memory: the text instead of a string for each name and value, and dicts of them.
    In everything else it is the same model, before and after. Several threads may look at it; only a change that one
    makes while another takes the first look can be lost.
    """

    __slots__ = ("_folded",)

    def fold(self) -> None:
        """Keep the model as text. All of its values must be such that they can be stored as JSON and read back."""
        text = json.dumps(self.model_dump(mode="json", exclude_defaults=True), separators=(",", ":"))
        object.__setattr__(self, "_folded", text.encode())
        _FIELDS.__delete__(self)
        for slot in _SLOTS:
            object.__delattr__(self, slot)

    def _unfold(self) -> None:
        """Build the fields again, if the model is folded."""
        try:
            text = object.__getattribute__(self, "_folded")
        except AttributeError:
            return
        self.__pydantic_validator__.validate_json(text, self_instance=self)
        with suppress(AttributeError):  # last, and perhaps by two threads: a model without text must have its fields
            object.__delattr__(self, "_folded")

    if not TYPE_CHECKING:  # where types are checked, a model has the attributes that it declares

        def __getattr__(self, name: str) -> Any:
            # Python asks here for what an instance does not have, and a folded one has no fields.
            self._unfold()
            try:
                return object.__getattribute__(self, name)
            except AttributeError:
                return super().__getattr__(name)

    @property  # pydantic takes all fields at once from here, to copy, compare and store them
    def __dict__(self) -> dict[str, Any]:
        self._unfold()
        fields: dict[str, Any] = _FIELDS.__get__(self)
        return fields

    @__dict__.setter
    def __dict__(self, fields: dict[str, Any]) -> None:
        _FIELDS.__set__(self, fields)
