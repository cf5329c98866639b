"""Addresses are built as werkzeug builds them, each maker when it is first asked for."""

from werkzeug.routing import Map

from sras.web.routes import Route


def test_the_maker_of_an_address_is_made_once_and_when_it_is_asked_for():
    task = Route("/tasks/<int:key>", endpoint="task")
    addresses = Map([task, Route("/plan", endpoint="plan")]).bind("example.org")
    waiting = task._build_unknown.__func__
    first = addresses.build("task", {"key": 7, "back": "x y"})
    made = task._build_unknown.__func__
    assert (first, addresses.build("plan")) == ("/tasks/7?back=x+y", "/plan")
    assert addresses.build("task", {"key": 8}, append_unknown=False) == "/tasks/8"
    assert made is not waiting
    assert addresses.build("task", {"key": 9}) == "/tasks/9"
    assert task._build_unknown.__func__ is made
