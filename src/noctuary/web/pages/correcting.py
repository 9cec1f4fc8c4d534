"""Correcting a dream's codes: what a code is, the form for another one, and the acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from noctuary.dream import Dream, TextSpan
from noctuary.errors import InputError, NoctuaryError, OutdatedError
from noctuary.library import Library
from noctuary.library.corrections import Corrected, Corrections, corrector, naming
from noctuary.library.standing import Standing
from noctuary.scheme import Code, Scale, explain_code
from noctuary.scheme.symbols import SCALE_NAMES, SCALE_SINGULARS
from noctuary.web.bodies import fields_of
from noctuary.web.choices import chosen_of, composed, elsewhere, groups, parties_of, read_typed, usual
from noctuary.web.correcting import Correcting
from noctuary.web.look import Look
from noctuary.web.respond import page, room_of, status_of
from noctuary.web.tome import LAYER_OF

_LONGEST_CODE: Final = 200

Body = Mapping[str, Any]


def code_part(request: Request) -> Response:
    """Show what a code is, who says so, and what can be done with it."""
    with room_of(request).library() as library:
        dream, standing = _standing(request, library)
        place = _place(request.path_params["place"], standing)
        mine = library.corrections(dream.key, Look.of(request).coder)
        correcting = Correcting.of(dream, library.store.readings(dream.key), mine)
    coding = standing.codings[place]
    with_it = [_place(other, standing) for other in _numbers(request, "with")]
    return page(
        request,
        "parts/correct_code.html",
        place=place,
        coding=coding,
        words=[" ".join(span.cut(dream.text).split()) for span in coding.evidence],
        explanation=explain_code(coding.code),
        kind=SCALE_SINGULARS[coding.code.scale],
        scale_name=SCALE_NAMES[coding.code.scale],
        said=correcting.said(place),
        with_it=[(other, str(standing.codings[other].code)) for other in with_it if other != place],
    )


def form_part(request: Request) -> Response:
    """Show the form for another code in the place of one, or for a new one."""
    with room_of(request).library() as library:
        dream, standing = _standing(request, library)
    given = request.query_params
    place = _place(_number(given["place"]), standing) if "place" in given else None
    old = None if place is None else standing.codings[place]
    asked = given.get("scale", "")
    scale = _scale(asked) if asked else old.code.scale if old else Scale.CHARACTERS
    chosen = chosen_of(old.code) if old and old.code.scale is scale else usual(scale)
    parties = _parties(dream, standing)
    return page(
        request,
        "parts/correct_form.html",
        place=place,
        old=old,
        scale=scale,
        scales=[(each, SCALE_NAMES[each]) for each in Scale],
        groups=groups(scale, parties),
        chosen=chosen,
        typed=str(old.code) if old and old.code.scale is scale else "",
        spans=" ".join(f"{start}-{end}" for start, end in old.evidence) if old else "",
        naming=[
            (other, standing.codings[other].code, explain_code(standing.codings[other].code))
            for other in (naming(standing, place) if place is not None and scale is Scale.CHARACTERS else [])
        ],
        alone=old is not None and [each.code for each in standing.codings].count(old.code) == 1,
    )


def check(body: Body, _request: Request) -> Body:
    """Say what a code means that is being typed or chosen, or what is wrong with it."""
    scale = _scale(body.get("scale"))
    typed = _text(body, "typed", _LONGEST_CODE)
    try:
        code = read_typed(typed, scale) if typed.strip() else composed(scale, _chosen(body.get("chosen", {})))
    except InputError as error:
        return {
            "refused": str(error),
            "elsewhere": [_told(other) for other in elsewhere(typed, scale)],
        }
    return _told(code)


def correct(body: Body, request: Request) -> Body:
    """Do one act, and say what it did."""
    seen = _text(body, "seen", 64)
    with room_of(request).library() as library:
        key = library.store.known_key_at(request.path_params["nr"])
        done = _done(body, library.corrections(key, Look.of(request).coder, seen=seen))
    place = done.place
    return {
        "act": done.act,
        "undone": body.get("act") == "undo",
        "place": place,
        "layer": None if place is None else LAYER_OF[done.standing.codings[place].code.scale],
    }


def _done(body: Body, mine: Corrections) -> Corrected:
    match body.get("act"):
        case "accept":
            return mine.accept(_number(body.get("place")))
        case "accept scale":
            return mine.accept_scale(_scale(body.get("scale")))
        case "accept all":
            return mine.accept_all()
        case "change":
            also_in = [_number(place) for place in _list(body.get("also_in", []))]
            spans = _spans(body["spans"]) if "spans" in body else None
            return mine.change(_number(body.get("place")), _code(body), evidence=spans, also_in=also_in)
        case "words":
            return mine.move(_number(body.get("place")), _spans(body.get("spans")))
        case "add":
            return mine.add(_code(body), _spans(body.get("spans")))
        case "remove":
            return mine.remove(_number(body.get("place")))
        case "undo":
            return mine.undo()
        case _:
            raise _nonsense()


def call_coder(body: Body, request: Request) -> Body:
    """Keep what the person is called who corrects; :func:`_answering` puts it into the cookie."""
    del request
    return {"coder": corrector(_text(body, "coder", _LONGEST_CODE)).name}


# What is asked, strictly.


def _standing(request: Request, library: Library) -> tuple[Dream, Standing]:
    dream = library.dream_at(request.path_params["nr"])
    return dream, library.standing(dream.key)


def _parties(dream: Dream, standing: Standing) -> dict[str, str]:
    """Return the characters of a dream, and what it calls each first."""
    told: dict[str, str] = {}
    for coding in standing.on(Scale.CHARACTERS):
        words = coding.evidence[0].cut(dream.text) if coding.evidence else ""
        told.setdefault(str(coding.code), " ".join(words.split()))
    return {symbol: told.get(symbol, "") for symbol in parties_of(each.code for each in standing.codings)}


def _nonsense() -> InputError:
    return InputError("The reading room was asked for something that it does not do.", "Load the page again.")


def _place(place: int, standing: Standing) -> int:
    if not 0 <= place < len(standing.codings):
        raise InputError("There is no such code in this dream.", "Load the page again.")
    return place


def _number(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _nonsense()


def _numbers(request: Request, name: str) -> list[int]:
    return [_number(each) for each in request.query_params.get(name, "").split(",") if each]


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _nonsense()
    return value


def _text(body: Body, name: str, longest: int) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise _nonsense()
    return value


def _scale(value: object) -> Scale:
    try:
        return Scale(str(value))
    except ValueError:
        raise _nonsense() from None


def _code(body: Body) -> Code:
    return read_typed(_text(body, "code", _LONGEST_CODE), _scale(body.get("scale")))


def _spans(value: object) -> list[TextSpan]:
    spans = [_list(each) for each in _list(value)]
    if any(len(each) != 2 for each in spans):
        raise _nonsense()
    return [TextSpan(_number(start), _number(end)) for start, end in spans]


def _chosen(value: object) -> dict[str, list[str]]:
    if not isinstance(value, dict) or not all(
        isinstance(answers, list) and all(isinstance(each, str) for each in answers)
        for answers in value.values()
    ):
        raise _nonsense()
    return value


def _told(code: Code) -> Body:
    return {
        "code": str(code),
        "scale": code.scale,
        "scale_name": SCALE_NAMES[code.scale],
        "words": explain_code(code),
        "chosen": chosen_of(code),
    }


# How it is answered.

Answer = Callable[[Body, Request], Body]


def _answering(answer: Answer) -> Callable[[Request], Any]:
    """Return an endpoint that takes and gives JSON; what is refused says why, in a sentence for the person.

    It does so with a status of success: a browser complains of every other, and nothing went wrong here.
    """

    @wraps(answer)
    def endpoint(request: Request) -> Response:
        try:
            given = answer(fields_of(request), request)
        except InputError as error:
            return JSONResponse({"refused": str(error), "outdated": isinstance(error, OutdatedError)})
        except NoctuaryError as error:
            return JSONResponse({"refused": str(error)}, status_code=status_of(error))
        response = JSONResponse(given)
        if "coder" in given:
            replace(Look.of(request), coder=given["coder"]).keep(response)
        return response

    return endpoint


routes = [
    Route("/dream/{nr:int}/code/{place:int}", code_part),
    Route("/dream/{nr:int}/code", form_part),
    Route("/dream/{nr:int}/correct", _answering(correct), methods=["POST"]),
    Route("/correct/check", _answering(check), methods=["POST"]),
    Route("/correct/coder", _answering(call_coder), methods=["POST"]),
]
