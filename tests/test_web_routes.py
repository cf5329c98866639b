"""Addresses are built as werkzeug would, one rule at a time."""

from flask import url_for


def test_an_address_is_built_when_it_is_asked_for_and_the_same_each_time(app):
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "planning.task")
    waiting = rule._build_unknown.__name__
    with app.test_request_context():
        first = [url_for("planning.task", key=7, back="x y"), url_for("planning.plan")]
        assert first == [url_for("planning.task", key=7, back="x y"), url_for("planning.plan")]
    assert first == ["/tasks/7?back=x+y", "/plan"]
    assert rule._build_unknown.__name__ != waiting
