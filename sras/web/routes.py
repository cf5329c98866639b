"""Addresses whose builders are made when first asked for: most are never built."""

from typing import Any

from werkzeug.routing import Rule


class Route(Rule):
    """A rule of the address map; werkzeug itself would compile two functions for each at once."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        return _build_unknown if append_unknown else _build

    def made(self, append_unknown: bool) -> Any:
        """The builder that werkzeug makes, bound to this rule."""
        return super()._compile_builder(append_unknown).__get__(self, None)


def _build(rule: Any, **values: Any) -> Any:
    rule._build = rule.made(False)
    return rule._build(**values)


def _build_unknown(rule: Any, **values: Any) -> Any:
    rule._build_unknown = rule.made(True)
    return rule._build_unknown(**values)
