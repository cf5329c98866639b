"""The app and its address map, which keeps only what answering needs.

Werkzeug compiles two functions for each rule at once, most of which are never called, and keeps the
parts that a rule was read from. Of some 430 rules that is more than a megabyte.
"""

from typing import Any

from flask import Flask
from werkzeug.routing import Map, Rule


class Route(Rule):
    """A rule whose builders are made when an address is first asked for."""

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


class Addresses(Map):
    """The map of all rules."""

    def add(self, rulefactory: Any) -> None:
        """Take a rule in; the states it leads to are known then, and its parts of no more use."""
        super().add(rulefactory)
        rulefactory._parts = []


class App(Flask):
    """Flask with a lean map of addresses."""

    url_rule_class = Route
    url_map_class = Addresses
