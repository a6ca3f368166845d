from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.services.chat.api import Message, Role
from app.services.chat.tree import Tree


def message(number: int, parent: int | None) -> Message:
    role = Role.USER if number % 2 else Role.ASSISTANT
    return Message(number, parent, role, f"message {number}")


# 1 → 2 → 3 → 4, with 5 and 6 beside 2, and 7 below 6.
TALK = [
    message(number, parent)
    for number, parent in [(1, None), (2, 1), (3, 2), (4, 3), (5, 1), (6, 1), (7, 6)]
]


def ids(tree: Tree) -> list[int]:
    return [each.id for each in tree.path()]


def test_tree_shows_the_branch_that_was_shown_last() -> None:
    assert ids(Tree(TALK, 4)) == [1, 2, 3, 4]
    assert ids(Tree(TALK, 5)) == [1, 5]


def test_tree_without_a_leaf_shows_what_was_written_last() -> None:
    assert ids(Tree(TALK)) == [1, 6, 7]
    assert ids(Tree()) == []


def test_tree_knows_what_stands_in_one_place() -> None:
    tree = Tree(TALK, 4)
    assert tree.branches(2) == tree.branches(6) == (2, 5, 6)
    assert tree.branches(4) == (4,)
    assert tree.branches(99) == (99,)


def test_tree_goes_to_the_end_of_a_branch() -> None:
    tree = Tree(TALK, 5)
    tree.show(2)
    assert ids(tree) == [1, 2, 3, 4]
    assert [each.id for each in tree.before(3)] == [1, 2]
    assert tree.before(7) == ()


def test_tree_shows_what_stands_beside_a_deleted_message() -> None:
    tree = Tree(TALK, 4)
    tree.remove(2)
    assert ids(tree) == [1, 6, 7]
    assert len(tree) == 4
    tree.remove(7)
    assert ids(tree) == [1, 6]
    tree.remove(1)
    assert ids(tree) == []


def test_tree_keeps_the_branch_when_another_one_is_deleted() -> None:
    tree = Tree(TALK, 4)
    tree.remove(6)
    assert ids(tree) == [1, 2, 3, 4]


def test_tree_takes_another_version_of_a_message() -> None:
    tree = Tree(TALK, 4)
    tree.put(Message(4, 3, Role.ASSISTANT, "whole"))
    tree.put(message(8, 4))
    assert tree.path()[-1].text == "whole"
    tree.show(8)
    assert ids(tree)[-1] == 8


@given(
    st.lists(st.tuples(st.integers(1, 12), st.one_of(st.none(), st.integers(1, 12))), max_size=20),
    st.one_of(st.none(), st.integers(0, 13)),
    st.integers(1, 12),
)
def test_tree_survives_whatever_a_file_held(
    pairs: list[tuple[int, int | None]], leaf: int | None, gone: int
) -> None:
    tree = Tree([message(number, parent) for number, parent in pairs], leaf)
    tree.path()
    tree.show(gone)
    tree.remove(gone)
    assert all(each.id != gone for each in tree.path())
    tree.branches(gone)
