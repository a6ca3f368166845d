"""Judgements about the tokens that models need: there or not, and of the right form. Never more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.said import said
from app.services.preflight.api import Check, Finding, Fix, Verdict
from app.services.serving.api import HF_TOKEN
from app.services.serving.keys import NGC_API_KEY, KeyState, key_of

if TYPE_CHECKING:
    from app.services.preflight.node_look import NodeLook, TokenFile

SHARED = tr("Other accounts of the node may read {path}.")


def judge_token(check: Check, look: NodeLook | None, states: tuple[KeyState, ...]) -> Finding:
    """Say whether a token is saved here or lies on the node, and whether it has its form.

    What is saved here was of the right form when it was entered; it is not read for this.
    """
    variable = HF_TOKEN if check is Check.HF_TOKEN else NGC_API_KEY
    key = key_of(variable)
    assert key is not None
    here = next((each for each in states if each.key is key and each.is_there), None)
    file = None if look is None else look.hf_token if check is Check.HF_TOKEN else look.ngc_key
    there = file if file is not None and file.path else None
    if there is not None and there.well_formed is False:
        text = tr("{path} on the node holds something else: it has not the form of this key.")
        return Finding(check, Verdict.WARN, text.format(path=said(there.path)), key.shape_in_words)
    if there is not None and there.is_shared:
        return Finding(check, Verdict.WARN, SHARED.format(path=said(there.path)), "", _close(there))
    places = []
    if here is not None:
        places.append(
            tr("Saved in this computer's keyring.")
            if here.in_keyring
            else tr("Known until this program ends.")
        )
    if there is not None:
        places.append(_of_file(there))
    if places:
        return Finding(check, Verdict.OK, " ".join(places))
    without = (
        tr("None is saved. Public models need none; gated ones do.")
        if check is Check.HF_TOKEN
        else tr("None is saved. Only NIM and other images of nvcr.io that ask for one need it.")
    )
    return Finding(check, Verdict.NOT_NEEDED, without, tr("Models, Keys saves one."))


def _of_file(file: TokenFile) -> str:
    if file.well_formed is None:
        return tr("{path} on the node cannot be read.").format(path=said(file.path))
    return tr("{path} on the node has the right form.").format(path=said(file.path))


def _close(file: TokenFile) -> Fix:
    chmod = ("chmod", "go-rwx", "--", file.path)
    return Fix(
        tr("Let only this account read it"),
        tr("Whoever else read it through this file no longer can."),
        (chmod if file.is_own else ("sudo", *chmod),),
    )
