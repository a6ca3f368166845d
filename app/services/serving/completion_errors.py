"""What servers answer instead of an answer, in words that say what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.core.errors import RemoteError, TimedOut
from app.core.i18n import tr
from app.core.log import redact
from app.core.said import said

if TYPE_CHECKING:
    from app.services.serving.completions import LocalAddress

_NUMBERS = re.compile(r"\d{2,8}")
_CONTEXT = re.compile(r"context|max(imum)?.{0,12}(model|seq|token|length)|too (long|large)", re.I)


class AskFailed(RemoteError):
    """A model's server did not answer as it should. `status` is HTTP's, where there is one."""

    def __init__(self, message: str, hint: str = "", *, status: int | None = None) -> None:
        super().__init__(message, hint)
        self.status = status


def translated(error: Exception, address: LocalAddress, model: str) -> RemoteError:
    """Return what the OpenAI client raised as an error of ours."""
    import openai

    if isinstance(error, openai.APIConnectionError):
        why = address.trouble() or _why(error.__cause__)
        is_late = isinstance(error, openai.APITimeoutError)
        return silent() if is_late and not why else unreached(why)
    status = error.status_code if isinstance(error, openai.APIStatusError) else None
    if isinstance(error, openai.APIStatusError):
        if error.response.has_redirect_location:
            return _elsewhere(error.response.headers["location"], error.status_code)
        if _is_page(error.response.headers):
            return web_page(address.trouble(), error.status_code)
    if not isinstance(error, openai.APIError):
        return unreadable()
    words = said(redact(words_of(error.body) or str(error)), limit=400)
    message, hint = _meaning(status, words, said(model))
    return AskFailed(message, hint, status=status)


def failed_inside(chunk: object, model: str) -> AskFailed | None:
    """Return the error that a chunk of an answer is; None where it is none."""
    if not isinstance(chunk, Mapping):
        return None
    error = chunk.get("error") or (chunk if chunk.get("object") == "error" else None)
    if not error:
        return None
    code = error.get("code") if isinstance(error, Mapping) else None
    status = code if type(code) is int and 400 <= code < 600 else None
    words = said(redact(words_of(chunk) or str(error)), limit=400)
    return AskFailed(*_meaning(status, words, said(model)), status=status)


def web_page(why: str, status: int) -> AskFailed:
    """Return that a page for people answers; a tunnel that leads nowhere does so, too: `why`."""
    return unreached(why) if why else AskFailed(_PAGE, _VERSION, status=status)


def broken_off(error: Exception, why: str) -> RemoteError:
    """Return that a connection ended before anything was answered, and why where it is known."""
    import httpx2

    if isinstance(error, httpx2.TimeoutException) and not why:
        return silent()
    return unreadable() if isinstance(error, httpx2.DecodingError) else unreached(why)


def unreadable() -> AskFailed:
    """Return that a server does not speak as OpenAI does."""
    return AskFailed(tr("The model's server sent an answer that cannot be read."), _VERSION)


def silent() -> TimedOut:
    """Return that nothing came for too long."""
    return TimedOut(
        tr("The model's server is silent for too long."), tr("Look at its log, then try again.")
    )


def unreached(why: str) -> AskFailed:
    """Return that nobody answers, and why where that is known."""
    return AskFailed(
        tr("The model's server cannot be reached: {why}.").format(why=said(why))
        if why
        else _SILENT,
        tr("Look whether it still runs; while it loads its model it does not answer."),
    )


def _why(cause: BaseException | None) -> str:
    """Return why a connection was not made, empty where it was."""
    import httpx2

    if isinstance(cause, httpx2.ConnectTimeout):
        return tr("it does not answer")
    if not isinstance(cause, httpx2.ConnectError):
        return ""
    return re.sub(r"^\[[^\]]*\] *", "", str(cause)) or tr("it refused")


def _elsewhere(where: str, status: int) -> AskFailed:
    # Not followed: what is asked, and the key, go where they were meant for.
    return AskFailed(
        tr("What answers there sends elsewhere, to “{address}”.").format(
            address=said(redact(where))
        ),
        tr("That is not followed. If you trust it, make it the address of this endpoint."),
        status=status,
    )


def _is_page(headers: Mapping[str, str]) -> bool:
    return "html" in headers.get("content-type", "")


def refuses_usage(error: Exception) -> bool:
    """Whether a server refuses to tell its usage in a stream: an old one."""
    import openai

    if not isinstance(error, openai.APIStatusError) or error.status_code not in (400, 422):
        return False
    words = f"{words_of(error.body)} {error.response.text}"
    return any(name in words for name in ("stream_options", "include_usage", "usage_stats"))


def words_of(body: object) -> str:
    """Return what a body says, whichever form the engine gives it; empty: nothing.

    The client's library has taken `error` off already where that is an object.
    """
    if isinstance(body, str):
        return body
    if not isinstance(body, Mapping):
        return ""
    for name in ("error", "message", "detail"):
        value = body.get(name)
        if isinstance(value, list) and value:  # FastAPI's 422
            value = _checked(value[0]) if isinstance(value[0], Mapping) else value[0]
        if isinstance(value, Mapping):
            value = value.get("message")
        if isinstance(value, str) and value:
            return value
    return ""


def _checked(found: Mapping[object, object]) -> str:
    """Return what FastAPI found wrong, and with which field."""
    message, where = found.get("msg"), found.get("loc")
    if not isinstance(message, str):
        return ""
    name = where[-1] if isinstance(where, list) and where else None
    return f"{message}: {name}" if isinstance(name, str) else message


_SILENT = tr("The model's server ended the connection without an answer.")
_PAGE = tr("What answers there is a web page, not a model.")
_VERSION = tr("It may speak another protocol than OpenAI's; try again or look at its log.")


def _meaning(status: int | None, words: str, model: str) -> tuple[str, str]:
    """Return message and hint."""
    if status in (401, 403):
        return tr("The model's server wants another key."), tr(
            "It runs; give the key it was started with."
        )
    if status == 404:
        return (
            tr("The server does not know a model “{model}”: {words}").format(
                model=model, words=words
            ),
            tr("Choose one that its list of models names."),
        )
    if status in (400, 413, 422, 500) and _CONTEXT.search(words) and _NUMBERS.search(words):
        return (
            tr("The question does not fit into the model's context: {words}").format(words=words),
            tr("Ask less at once, allow shorter answers, or deploy it with a longer context."),
        )
    if status == 503:
        return tr("The model's server is not ready: {words}").format(words=words), tr(
            "Wait a moment, then try again."
        )
    if status == 429:
        return tr("The model's server has too much to do: {words}").format(words=words), tr(
            "Wait a moment, then try again."
        )
    if status is None:  # an error inside an answer that had begun
        return tr("The model's server gave up: {words}").format(words=words), tr(
            "Look at its log, then try again."
        )
    if status >= 500:
        return tr("The model's server failed ({status}): {words}").format(
            status=status, words=words
        ), tr("Look at its log for the cause.")
    return tr("The model's server refused the question ({status}): {words}").format(
        status=status, words=words
    ), ""
