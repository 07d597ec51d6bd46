"""Whether a contact that is told of may not have come about, by words beside it that are not understood."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from bot.domain.danger import Danger, heard, kinds_of
from bot.domain.lines.answers import Why
from bot.domain.lines.draft import HOW, NOT_REACHED, SILENT, Draft, value_of, whens_of, written
from bot.domain.lines.parts import Part
from bot.domain.lines.tokens import Token
from bot.domain.lines.words import PAST, PERSON

# Ways of contact that may have failed; through the family somebody is told of who is away, or does not want to.
MET, FAMILY, VISIT = ("visit", "call", "message"), "family", "visit"
# Of the words of refusal: "not", what fell through or was refused, what may be so said of other things, who is away.
NO, FELL, LOST, AWAY = "no", "fell", "lost", "away"
# Of the phone, that nobody was reached; and of people, that they were seen.
DEAD, SEEN = "dead", "seen"
# It was to be, or may be.
MEANT, IF = "meant", "if"
# Others than those who are told of, and that they answered the phone.
OTHERS, PICKS_UP = "others", "picks_up"
_MET = ("met", "reach", "linked", "answer")
# So near before a contact a "not" is its own: "te jadi ketemu".
NEAR = 2
# What says how they are: whoever learned that was in touch.
_TELLS = ("overall", "levels", "needs")


def doubt(draft: Draft) -> None:
    """Asks whether they were in touch, where something beside it may say that they were not.

    "kunjungan kemarin tapi dia emoh keluar": nobody knows every word for no, and what is not understood may be one.
    """
    contact = draft.answers.get("contact")
    if contact not in (*MET, FAMILY):
        return
    claims = [part for part in draft.of("contact") if value_of(part) == contact]
    spoiled = [part for part in draft.parts if part.key is None and _spoils(draft, part, claims, str(contact))]
    if contact != FAMILY and not any(draft.of(key) for key in _TELLS):
        # "telp tadi, ga ada sinyal": why they were not reached, or what they told?
        spoiled += [part for part in draft.of("reason") if _stood_in_the_way(part) and _is_beside(draft, part, claims)]
    spoiled += [part for part in draft.of("next") if _is_their_day(draft, part, claims)]
    spoiled += [part for part in draft.parts if part.key is None and takes_back(part)]
    # "kunjungan lagi": there was another, or there is to be.
    spoiled += [part for part in claims if part.has("again") and not part.has("done") and not whens_of(part)]
    if spoiled:
        del draft.answers["contact"]
        draft.ask("contact", Why.MEANS, [*claims, *spoiled], [{"contact": contact}, {"contact": NOT_REACHED}])
        draft.note(claims)


def _stood_in_the_way(part: Part) -> bool:
    """Whether it may be why they were not reached; "kerja di toko" is what they do, and "sakit" how they are."""
    return value_of(part) != "ill" and not (part.has("works") and part.has("place") and not part.has("prog"))


def _is_their_day(draft: Draft, day: Part, claims: Sequence[Part]) -> bool:
    """ "Besok: R-014 kunjungan": a day ahead that stands before the contact is its own, which is a plan then."""
    if day.has("again", "try", *HOW) or any(claim.has("done") or whens_of(claim) for claim in claims):
        return False
    place = draft.parts.index(day)
    after = next((part for part in draft.parts[place + 1 :] if part.key not in SILENT), None)
    before = next((part for part in reversed(draft.parts[:place]) if part.key not in SILENT), None)
    own = any(after is claim or (before is claim and claim.piece == day.piece) for claim in claims)
    return not draft.of("on") and (day.heading or own)


def takes_back(part: Part) -> bool:
    """Whether a day or a way of contact is put right: "eh salah, Jumat", "ralat tgl 19", "wa bukan telp"."""
    tells = [token.when is not None or token.has(*HOW) for token in part.tokens]
    told = any(one.has("rather") and then for one, then in zip(part.tokens, tells[1:], strict=False))
    return told or (any(tells) and part.has("corrects"))


def _spoils(draft: Draft, part: Part, claims: Sequence[Part], contact: str) -> bool:
    """Whether words that are not understood may say that one of these contacts was none."""
    if any(_leads_into(draft, part, claim) for claim in claims):
        return True
    sentence = draft.pieces[part.piece].sentence
    beside = _is_beside(draft, part, claims)
    after = any(draft.pieces[claim.piece].sentence + 1 == sentence for claim in claims)
    before = any(draft.pieces[claim.piece].sentence - 1 == sentence for claim in claims)
    turns = part.lead == "but" and draft.parts.index(part) > min(draft.parts.index(claim) for claim in claims)
    if not (beside or after or before or turns):
        return False
    said = _kinds(draft, part.tokens)
    whole = _says_no_more(draft, part, said)
    if any(FELL in kinds for kinds in said) and (beside or turns or whole):
        return True
    if _is_theirs(draft, part, said, LOST) and (beside or turns or whole):
        return True
    if before and whole and any(NO in kinds for kinds in said):
        return True  # "siti blm. tlp td"
    if contact == FAMILY or not (beside or after or turns) or (not turns and _were_well(draft, part, claims)):
        return False
    if any(NO in kinds and _is_of_a_meeting(draft, part, at, contact) for at, kinds in enumerate(said)):
        return True
    told = any(draft.of(key) for key in _TELLS)
    if _tells_of_others(part, said, contact) or (not told and _is_told_by_others(part)):
        return True  # "kata istrinya dia ke kebun"
    comes_next = turns and _comes_next(draft, part, claims)
    if any(kinds & {NO, MEANT} for kinds in said) and (whole or comes_next):
        return True
    if comes_next and not told and _is_strange(draft, part):
        return True
    # On the phone they may well be on their way.
    missed = AWAY if contact == VISIT else DEAD
    if turns and any(kinds & {AWAY, missed} for kinds in said):
        return True
    return (contact == VISIT and _is_elsewhere(part)) or ((beside or whole) and _is_theirs(draft, part, said, missed))


def _is_of_a_meeting(draft: Draft, part: Part, at: int, contact: str) -> bool:
    """ "ga sempat ketemu krn dia ke gereja": what is said not to be is a contact; "anaknya belum ketemu ..." is not."""
    after = part.tokens[at + 1 : at + 1 + NEAR]
    met = any(token.has(*HOW, *_MET) or (contact == VISIT and SEEN in _of(draft, token)) for token in after)
    return met and all(_is_of_meeting(draft, part, token) for token in part.tokens[:at])


def _tells_of_others(part: Part, said: Sequence[frozenset[str]], contact: str) -> bool:
    """ "cuma ketemu ibu'e wae", "yang angkat orang lain": somebody else was met, or answered."""
    if not part.has("kin", "friend") and not any(OTHERS in kinds for kinds in said):
        strangers = (then for one, then in pairwise(part.tokens) if one.has("met") and not then.kinds)
        return contact == VISIT and any(strangers)  # "ketemu Pak RT"
    only = part.lead == "but" or part.has("but", "just")
    if contact == VISIT:
        return part.has("met") or (only and part.has("exist"))
    return any(PICKS_UP in kinds for kinds in said)


def _is_told_by_others(part: Part) -> bool:
    """ "kata istrinya dia ke kebun"; "dia cerita suaminya pergi" they told themselves."""
    said = [token for token in part.tokens if token.has("hearsay", "they", "kin", "friend")]
    at = next((at for at, token in enumerate(said) if token.has("hearsay")), None)
    return (
        at is not None and any(token.has("kin", "friend") for token in said) and not (at and said[at - 1].has("they"))
    )


def _were_well(draft: Draft, part: Part, claims: Sequence[Part]) -> bool:
    """ "ketemu tadi, sehat, belum ada rencana": how they are is said first, and by nobody else."""
    before = [one for one in draft.parts[: draft.parts.index(part)] if one.key not in (*SILENT, "on", "either")]
    pairs = [(one, well) for one, well in pairwise(before) if any(one is claim for claim in claims)]
    return any(well.key == "overall" and not well.has("hearsay", "kin", "friend") for _, well in pairs)


def _is_elsewhere(part: Part) -> bool:
    """ "dia ke gereja", "orangnya lagi di sawah", "katanya di Palu"."""
    said = [
        token
        for token in part.tokens
        if not token.has(PERSON, "small", "hearsay", "done", "yg", "join", "but", "so", "because")
    ]
    who = list(takewhile(lambda token: token.has("they", "prog"), said))
    rest = said[len(who) :]
    of_them = bool(who) or part.tokens[0].has("hearsay")
    return of_them and bool(rest) and rest[0].has("at", "to") and not part.has("home", "homeits")


def _is_theirs(draft: Draft, part: Part, said: Sequence[frozenset[str]], kind: str) -> bool:
    """Whether it says so of them, or of the contact: "anaknya pergi sekolah", "panen gagal" is of something else."""
    at = next((at for at, kinds in enumerate(said) if kind in kinds), None)
    return at is not None and all(_is_of_meeting(draft, part, token) for token in part.tokens[:at])


def _is_beside(draft: Draft, part: Part, claims: Sequence[Part]) -> bool:
    sentence = draft.pieces[part.piece].sentence
    return any(claim.shared or draft.pieces[claim.piece].sentence == sentence for claim in claims)


def _leads_into(draft: Draft, part: Part, claim: Part) -> bool:
    """ "te jadi ketemu": a "not" just before it."""
    at = next(place for place, one in enumerate(draft.parts) if one is claim)
    while at and draft.parts[at - 1].key in SILENT:
        at -= 1
    if not at or draft.parts[at - 1] is not part or part.piece != claim.piece:
        return False
    *before, last = part.tokens
    own = [token for token in before if token.when is None and not token.has(PERSON, "small", "me", "they")]
    if last.has("so") and own and not own[-1].kinds and len(own) <= NEAR:
        return True  # "... jadi ketemu", behind a word or two that nobody knows
    if not any(when.kind == PAST for when in whens_of(claim)) and (
        part.has("plan", "want", "asked") or any(kinds & {MEANT, IF} for kinds in _kinds(draft, part.tokens))
    ):
        return True  # "niatnya dan ketemu": it was to be
    return any(kinds & {NO, FELL, LOST, AWAY, MEANT} for kinds in _kinds(draft, part.tokens[-NEAR:]))


def _comes_next(draft: Draft, part: Part, claims: Sequence[Part]) -> bool:
    """Whether nothing but days stands between it and the contact, so that it is the contact which is taken back."""
    before = draft.parts[: draft.parts.index(part)]
    last = next((one for one in reversed(before) if one.key not in (*SILENT, "on", "either")), None)
    return any(last is claim for claim in claims)


def _is_strange(draft: Draft, part: Part) -> bool:
    """Whether there is a word in it that nobody knows, and it tells of nothing that is known."""
    strange = any(not token.kinds and not _of(draft, token) for token in part.tokens)
    return strange and heard(written(draft.text, part.tokens[1:] or part.tokens), draft.words.troubled) is Danger.NONE


def _kinds(draft: Draft, tokens: Sequence[Token]) -> list[frozenset[str]]:
    """Of which kinds of refusal each word is; a name is of none."""
    return [_of(draft, token) for token in tokens]


def _of(draft: Draft, token: Token) -> frozenset[str]:
    if token.has(PERSON, "good"):
        return frozenset()
    found = frozenset[str]().union(*(_kinds_of(word, draft) for word in token.plain.split()))
    return found | {NO} if token.has("no") else found


def _kinds_of(word: str, draft: Draft) -> frozenset[str]:
    stems = (word.removesuffix(ending) for ending in draft.words.endings)
    return next((kinds for stem in (word, *stems) if (kinds := kinds_of(stem, draft.words.refused))), frozenset())


def _says_no_more(draft: Draft, part: Part, said: Sequence[frozenset[str]]) -> bool:
    """Whether it says nothing besides that: "belum punya KTP" does."""
    return any(said) and all(_is_of_meeting(draft, part, token) for token in part.tokens)


def _is_of_meeting(draft: Draft, part: Part, token: Token) -> bool:
    if token.has("place"):
        return part.has("at", "to")
    return not token.kinds.isdisjoint(draft.words.meeting) or bool(_of(draft, token))
