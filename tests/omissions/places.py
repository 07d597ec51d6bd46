"""Where something can be left out: found in the code by its shape, so that the next one is tried too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# A check, and the weaker one that stands in its place when it is left out.
WEAKER = (
    (r"cases\.to_change\((?=turn\.tx)", "cases.visible("),
    (r"cases\.steered\((?=turn\.tx)", "cases.visible("),
    (r"cases\.mine\((?=turn\.tx)", "cases.visible("),
    (r"cases\.entrusted\((?=turn\.tx)", "cases.visible("),
)
UNCHECKED = (
    (
        r"(?:cases)\.visible\(turn\.tx, turn\.me, ([^,()]+(?:\([^()]*\))?)(?:, lock=True)?\)",
        r"cases.by_id(turn.tx, \1)",
    ),
    (
        r"requests\.visible\(turn\.tx, turn\.me, ([^,()]+(?:\([^()]*\))?)(?:, lock=(?:True|lock))?\)",
        r"requests.by_id(turn.tx, \1)",
    ),
    (r"prompts\.visible\(turn\.tx, turn\.me, ([^,()]+)(?:, lock=lock)?\)", r"prompts.by_id(turn.tx, \1)"),
)
GUARDS = (
    # (file, what stands there, what is left of it)
    ("bot/store/queues/buttons.py", "wire.read(text) if genuine else OldButton()", "wire.read(text)"),
    ("bot/store/queues/buttons.py", 'f"{chat}:{text}"', 'f"{text}"'),
    ("bot/telegram/parse.py", " or (message and presser != chat)", ""),
    (
        "bot/store/caseload/drafts.py",
        'drafts.c.person_id == bindparam("person"), drafts.c.token ==',
        "drafts.c.token ==",
    ),
    (
        "bot/store/caseload/checkins.py",
        'checkins.c.by_id == bindparam("by"), checkins.c.token ==',
        "checkins.c.token ==",
    ),
    (
        "bot/domain/followups.py",
        "return any(BEHIND.get(press, press) is offer.press for offer in BY_KIND[kind].answers)",
        "return True",
    ),
    (
        "bot/domain/followups.py",
        "    if needless is not None and needless in BY_KIND[kind].stopped_by:\n        return False\n    return any",
        "    return any",
    ),
    (
        "bot/worker.py",
        "[] if item.who is None else self._tell_admins",
        "[] if False else self._tell_admins",
    ),
    (
        "bot/worker.py",
        '        if news.was_told(tx, "fault", place, tx.now - news.ONE_NOTICE):\n            return []\n',
        "",
    ),
    (
        "handlers/leader/people/leave_decisions.py",
        "    if turn.me.id not in {leader.id for leader in leading.above(turn.tx, mentor)}:",
        "    if False:",
    ),
    ("handlers/leader/people/choosing.py", " and one.is_active and one.id not in away]", " and one.id not in away]"),
    ("handlers/leader/people/choosing.py", " and one.id not in away]", "]"),
    ("handlers/leader/people/team.py", "if one.is_active and one.id not in away])", "if one.is_active])"),
    ("handlers/mentor/urgent.py", "    if flag.acknowledged_by is None:\n        return [_page(turn, flag)]\n", ""),
    ("handlers/mentor/participant_phone.py", " and (ended or found.goes_on)", ""),
    # The phone: its PIN, the code in its place, and who opened the link.
    (
        "bot/store/rights/participants.py",
        "    if any(guessing.waits_until(*attempts.wrong_ones(tx, one, chat), tx.now) for",
        "    if any(False for",
    ),
    ("bot/store/rights/participants.py", " for one in {guessing.PIN, count}", " for one in {guessing.PIN}"),
    ("bot/domain/rights/guessing.py", "    return HELP if calls_for_help(digits) else PIN", "    return PIN"),
    ("bot/store/rights/participants.py", "    if settings(tx, person).pin:\n        set_pin(tx, person, None)\n", ""),
    ("bot/store/rights/pin_codes.py", " or not _accompanies(tx, row.invited_by, person)", ""),
    ("bot/store/rights/pin_codes.py", "by.is_active and ", ""),
    ("bot/store/rights/listeners.py", "    if person.unmet:", "    if False:"),
    ("bot/worker.py", " and not item.who.unmet", ""),
    ("handlers/agreeing.py", "    if turn.me.unmet:\n        return [front(turn, UNMET)]\n", ""),
    ("handlers/agreeing.py", "    if turn.me.unmet or case is None", "    if case is None"),
    ("handlers/entries.py", " or who.unmet:", ":"),
    ("handlers/guard.py", " if turn.me.unmet else handler(turn, what)", " if False else handler(turn, what)"),
    ("handlers/guard.py", "    if turn.me.unmet or not turn.me.settled", "    if not turn.me.settled"),
    ("handlers/participant/danger.py", "turn.who is None or turn.who.unmet else", "turn.who is None else"),
    ("handlers/participant/own_phone.py", 'chosen.pin and not draft.answers.get("known")', "False"),
    ("handlers/participant/own_phone.py", "if participants.is_the_pin(turn.tx, turn.me, ", "if True or str("),
    ("handlers/mentor/participant_phone.py", "return bool(person.unmet) and invitations", "return invitations"),
    ("handlers/mentor/participant_phone.py", " if person is not None and person.unmet else None", ""),
    ("handlers/mentor/participant_phone.py", "if own and case.goes_on else", "if case.goes_on else"),
    ("handlers/mentor/participant_phone.py", " or person.chat is None or person.unmet:", " or person.chat is None:"),
    ("bot/store/caseload/recipients.py", " and _is_left_alone(tx, found) else None", " else None"),
    ("bot/store/caseload/recipients.py", "(cover is None or cover in _barred(tx, case.id, {cover}))", "cover is None"),
    (
        "bot/store/rights/participants.py",
        "    if person.unmet:\n        audit.note(tx, None",
        "    if False:\n        audit.note(tx, None",
    ),
    ("handlers/mentor/referrals.py", " and found.state in referrals.OPEN:", ":"),
    ("handlers/mentor/leave.py", "    if found is not None and found.id != pressed.leave:", "    if False:"),
    (
        "handlers/leader/people/handing_on.py",
        "    if not handing_over.may_have(turn.tx, turn.me, [case.id]):",
        "    if False:",
    ),
    ("bot/store/caseload/handing_over.py", "not walls.keeps_apart(tx, mentor.id, case_ids) and ", ""),
    ("bot/store/caseload/handing_over.py", " and not _comes_into_sight(tx, case_ids, mentor)", ""),
    ("bot/store/caseload/handing_over.py", "not walls.leader_meets(tx, leader.id, case_ids)", "True"),
    ("bot/store/rights/grants.py", ", ~has_the_other(who, tx.now)", ""),
    (
        "bot/store/caseload/scope.py",
        "cases.c.mentor_id.in_(theirs), ~kept_apart(role, who, now))",
        "cases.c.mentor_id.in_(theirs))",
    ),
    ("bot/store/caseload/scope.py", ", goes_on, ~kept_apart(role, who, now))", ", goes_on)"),
    ("bot/store/caseload/scope.py", "and_(~theirs, _is_behind(", "and_(true(), _is_behind("),
    ("bot/store/caseload/recipients.py", " and (one.person_id, prompt.case_id) not in kept]", "]"),
    ("bot/store/caseload/recipients.py", "[one for one in supervisors if one not in barred]", "supervisors"),
    ("bot/store/caseload/recipients.py", "[one for one in listed if one not in barred]", "listed"),
    ("bot/store/caseload/recipients.py", "None if leader in barred else leader", "leader"),
    ("bot/store/caseload/recipients.py", " and cover not in _barred(tx, case.id, {cover})", ""),
    ("bot/store/caseload/requests.py", ", ~kept_apart(role, who, now))", ")"),
    ("bot/store/caseload/flags.py", "else ~kept_apart(role, who, now)", "else true()"),
    ("bot/store/caseload/flags.py", "*acts, may).correlate(flags)", "*acts).correlate(flags)"),
    ("bot/store/caseload/flags.py", "where(*taken, of_late, ", "where(*taken, "),
    ("bot/store/caseload/flags.py", "at - KNOWN_FOR, _HAS_IT))", "at - KNOWN_FOR))"),
    ("bot/store/caseload/offers.py", ", ~kept_from(who, tx.now))", ")"),
    ("bot/store/figures/attention.py", ", ~cover_is_kept(named.c.cover_id, at))", ")"),
    ("bot/store/engine/lives.py", "where(*which, lived.in_state(*lived.life.before(event)))", "where(*which)"),
    ("bot/store/people/absences.py", "absence.id, to_come, cover_id", "absence.id, cover_id"),
    ("bot/store/people/leading.py", "_can_lead(people), people.c.chat.is_not(None)", "people.c.id > 0"),
    ("bot/store/rights/consents.py", "not entries or consent.NOTES in", "True or consent.NOTES in"),
    # The one door out, and who is asked for there.
    (
        "bot/domain/speaking.py",
        "    if listener.hidden_until is not None and listener.hidden_until > now:",
        "    if False:",
    ),
    ("bot/domain/speaking.py", "    if not listener.allows:", "    if False:"),
    ("bot/domain/speaking.py", "    if not listener.reachable:", "    if False:"),
    ("bot/domain/speaking.py", "    at = max(now, listener.quiet_until or now)", "    at = now"),
    ("bot/domain/speaking.py", " and named_by in (None, listener.person_id)", ""),
    (
        "bot/domain/speaking.py",
        "        at = listener.frame.opens(at) if kind.on_sheet else listener.frame.allowed(at)",
        "        pass",
    ),
    ("bot/domain/speaking.py", "    if kind.urgent:", "    if False:"),
    ("bot/store/rights/listeners.py", "person.role is not Role.PARTICIPANT or person.id in allowing", "True"),
    ("bot/store/rights/listeners.py", "allows, hidden_until, quiet_until)", "allows, None, quiet_until)"),
    ("bot/store/rights/listeners.py", "allows, hidden_until, quiet_until)", "allows, hidden_until, None)"),
    ("bot/store/caseload/news.py", "    prompts.end_told(tx, kind, subject, to)\n", ""),
    ("bot/store/caseload/prompts.py", '"exact": False,\n        "handed_by"', '"handed_by"'),
    # Taking back.
    (
        "bot/telegram/sender.py",
        "        outgoing.try_again(tx, letter, tx.now + rest, found.name, uncertain=False)\n",
        "",
    ),
    ("bot/store/queues/taking_back.py", "        inbox.c.id <= update_row,\n", ""),
    (
        "handlers/guard.py",
        "    return None if draft is None else [gone, pins.asked(turn, NOT_KEPT)]",
        "    return None",
    ),
    ("bot/worker.py", " and (mark is None or not incoming.is_second_tap(tx, row, mark))", ""),
    ("bot/worker.py", "        return None, person\n", "        return person, person\n"),
    ("bot/store/people/people.py", "hidden_until is not None and hidden_until > tx.now", "False"),
    ("bot/store/people/people.py", "hidden_until is not None and hidden_until > tx.now", "hidden_until is not None"),
    (
        "handlers/guard.py",
        "    if turn.me.role is Role.PARTICIPANT and (before := barrier(turn)) is not None:",
        "    if (before := barrier(turn) if turn.me is None else None) is not None:",
    ),
    ("handlers/answering.py", "    if draft is None or not is_theirs(turn, draft):\n", "    if draft is None:\n"),
    (
        "handlers/answering.py",
        "    if not is_theirs(turn, draft):\n        return [theirs",
        "    if False:\n        return [theirs",
    ),
    (
        "handlers/open_question.py",
        "    if not is_theirs(turn, draft):\n        return [TakeBack",
        "    if False:\n        return [TakeBack",
    ),
    (
        "handlers/answering.py",
        "    if draft.corrects_id is not None:\n        return case.mentor_id == turn.me.id\n",
        "    if draft.corrects_id is not None:\n        return True\n",
    ),
    ("handlers/answering.py", " or cases.is_accompanied_by(turn.tx, case, turn.me)", " or True"),
    # The one door in.
    (
        "handlers/typed.py",
        "    _changed,\n    _under_its_form,\n    _button,\n    _whom_it_is_about,\n",
        "    _under_its_form,\n    _button,\n    _whom_it_is_about,\n",
    ),
    (
        "handlers/typed.py",
        "    _changed,\n    _under_its_form,\n    _button,\n    _whom_it_is_about,\n",
        "    _changed,\n    _under_its_form,\n    _whom_it_is_about,\n",
    ),
    (
        "handlers/typed.py",
        "    _beside_others,\n    _another_case,\n",
        "    _beside_others,\n",
    ),
    ("handlers/typed.py", "    _changed,\n    _first_meeting,\n", "    _first_meeting,\n"),
    ("handlers/typed.py", "    _first_meeting,\n    guard.pin,\n", "    _first_meeting,\n"),
    ("handlers/typed.py", "    second_half.of_what_was_asked,\n", ""),
    ("handlers/typed.py", "    _whose_note,\n    _nobody_asked,\n", "    _looked_up,\n"),
    ("handlers/typed.py", "    _pleasantry,\n    _code,\n", "    _code,\n"),
    ("handlers/typed.py", "    if typed.edited:\n        return []\n", ""),
    ("handlers/typed.py", "return danger.help_first(turn, typed, said) if said else []", "return said"),
    (
        "handlers/typed.py",
        "    if turn.me.role is Role.PARTICIPANT and guard.barrier(turn) is not None:\n        return []\n",
        "",
    ),
    ("handlers/typed.py", "    if old and open_question.is_to_be_asked(turn, typed, draft):", "    if False:"),
    ("handlers/typed.py", "return None if old else _looked_up(turn, typed)", "return _looked_up(turn, typed)"),
    (
        "handlers/typed.py",
        "has_stood(draft.touched_at, typed.seen_from(turn.now))",
        "has_stood(draft.touched_at, turn.now)",
    ),
    ("handlers/typed.py", " or not found or not found[1]):\n        return None\n", "):\n        return None\n"),
    ("handlers/typed.py", "    if not cases.is_accompanied_by(turn.tx, case, turn.me):", "    if False:"),
    ("handlers/typed.py", "    if case is None or not codes_in(typed.text) - {case.code}:", "    if True:"),
    ("handlers/typed.py", "    if len(called) != 1 or called[0].id == draft.case_id:", "    if True:"),
    (
        "handlers/open_question.py",
        "    if question is None or [typed.message_id, question.key] not in draft.answers.get(REFUSED, []):",
        "    if question is None:",
    ),
    (
        "handlers/open_question.py",
        "dates.read(typed.text, typed.seen_from(turn.now),",
        "dates.read(typed.text, turn.now,",
    ),
    ("handlers/open_question.py", "    return in_one_breath(", "    return False and in_one_breath("),
    ("handlers/open_question.py", "    return in_one_breath(", "    return True or in_one_breath("),
    ("handlers/open_question.py", "text if before is None else", "text if True else"),
    (
        "handlers/open_question.py",
        "    return [TakeBack(typed.message_id, after=notes.STAYS), screen]",
        "    return [screen]",
    ),
    ("handlers/mentor/notes.py", "    if not may_be_kept(turn, draft):", "    if False:"),
    ("handlers/mentor/notes.py", "    if length > question.limit:", "    if False:"),
    ("handlers/mentor/checkin.py", "answers.pop(key) for key in NOT_KEPT", "answers[key] for key in NOT_KEPT"),
    (
        "handlers/mentor/finding.py",
        "    two_kinds = turn.me.role is not Role.MENTOR and len(",
        "    two_kinds = False and len(",
    ),
    ("handlers/mentor/finding.py", " or lists.are_kept_apart(turn.tx, [case.id for case in found])", ""),
    ("handlers/mentor/lines/whose_note.py", "    if case is None or full:", "    if case is None:"),
    (
        "handlers/participant/second_half.py",
        "not shown.ends_with_receipt(turn.tx, turn.chat, on_page=typed.on_page)",
        "False",
    ),
    (
        "handlers/participant/second_half.py",
        "request is None or not in_one_breath(",
        "request is None or True and in_one_breath(",
    ),
    ("handlers/guard.py", "*([TakeBack(what.message_id)] if isinstance(what, Media) else []), ", ""),
    (
        "handlers/start.py",
        "        return [TakeBack(event.message_id), *next_question(turn)]\n",
        "        return next_question(turn)\n",
    ),
    ("handlers/guard.py", "replace(said, hides_after=PERSONAL)", "said"),
    (
        "handlers/directory.py",
        "hides_after=PERSONAL) if came.found else said",
        "hides_after=None)",
    ),
    (
        "handlers/directory.py",
        "[replace(said, hides_after=PERSONAL) if pressed.found else said]",
        "[said]",
    ),
    ("handlers/participant/danger.py", "    if participants.pin_is_asked(turn.tx, turn.who):", "    if False:"),
    ("handlers/participant/danger.py", "return NOT_KEPT if forms.piece_with(", "return KEPT if forms.piece_with("),
    ("handlers/participant/danger.py", "turn.who is not None and harm_by_staff(typed.text)", "False"),
    ("handlers/participant/harm.py", " or urgent or harm_by_staff(text):", " or urgent:"),
    ("handlers/participant/harm.py", " or (harm_by_staff(text) and harm_by_leader(text))", ""),
    ("handlers/participant/harm.py", "_is_past_leaders(going_on) or ", ""),
    ("handlers/participant/harm.py", " or pressed.kind not in _ways(turn, found)", ""),
    (
        "handlers/participant/second_half.py",
        "harm.passes_on(turn, request, whole)",
        "harm.passes_on(turn, request, '')",
    ),
    ("handlers/participant/voice.py", 'PAST.get(str(draft.answers.get("reader")), kind)', "kind"),
    ("handlers/participant/voice.py", '{"reader": "admins"} if pressed.above else {}', "{}"),
    ("bot/worker.py", "        requests.keep_ringing(tx)\n", ""),
    ("bot/worker.py", " or prompts.is_dealt_with(tx, prompt)", ""),
    (
        "handlers/mentor/contact_plan.py",
        "in_hand if isinstance(in_hand, Request) else None)",
        "None)",
    ),
    (
        "bot/store/caseload/requests.py",
        "return None if request.kind.bypasses else request.case_id",
        "return request.case_id",
    ),
    ("bot/store/caseload/requests.py", "        prompts.end_all(tx, request.subject, (RINGS,))\n", ""),
    ("bot/store/caseload/requests.py", '    if kind.rings and request.state == "open":', "    if False:"),
    ("bot/store/caseload/requests.py", "or_(requests.c.kind.in_(PAST_LEADERS), accompanied)", "accompanied"),
    ("bot/store/figures/counting.py", ", ~may_be_about(who.id, now))", ")"),
    ("bot/store/caseload/clocks.py", " or (soon and not _waits_long(tx, request))", ""),
    ("bot/store/caseload/clocks.py", "None if request.kind.bypasses else request.case_id", "request.case_id"),
    ("bot/store/caseload/flags.py", "flag.id, *_may_be_a_slip(tx, who), **over", "flag.id, **over"),
    ("bot/store/caseload/flags.py", "return (flags.c.raised_by == who.id, ", "return ("),
    ("bot/store/caseload/flags.py", "theirs = (flags.c.raised_by == who.id, ", "theirs = (flags.c.id > 0, "),
    (
        "handlers/mentor/checkin.py",
        "    if flags.is_known(turn.tx, case):\n        return [_as_known(turn, case)], []\n",
        "",
    ),
    ("handlers/mentor/checkin.py", "    if _is_seen_to(draft):", "    if False:"),
    (
        "handlers/mentor/checkin.py",
        "return [_thanks(turn, case, [*lines, *known], answers, is_urgent=bool(urgent), mend=mend), *alerts]",
        "return [_thanks(turn, case, [*lines, *known], answers, is_urgent=bool(urgent), mend=mend)]",
    ),
    ("handlers/mentor/checkin.py", "turn, draft, kept) or _newly_urgent(turn, draft):", "turn, draft, kept):"),
    ("handlers/mentor/checkin.py", "kept.by_id == turn.me.id and turn.now", "turn.now"),
    ("handlers/mentor/checkin.py", " and turn.now - kept.at <= FRESH", ""),
    ("handlers/mentor/checkin.py", "before.keys() == answers.keys() and len(changed)", "len(changed)"),
    ("bot/domain/forms.py", "if not (question.rest and rated):", "if not question.rest:"),
    ("handlers/mentor/talk.py", "    if not pressed.sure:", "    if False:"),
    ("bot/store/caseload/prompts.py", "or_(prompts.c.slot == day, PROMPT.in_state(*OPEN))", "prompts.c.slot == day"),
    (
        "bot/reference/search.py",
        "    if danger_in(text) is Danger.SURE:",
        "    if danger_in(text[:LONGEST_QUESTION]) is Danger.SURE:",
    ),
    (
        "handlers/participant/danger.py",
        "may_need_help(typed.text) if asked else danger_in(typed.text)",
        "may_need_help(typed.text[:300]) if asked else danger_in(typed.text[:300])",
    ),
    ("handlers/participant/danger.py", "may_need_help(typed.text) if asked else ", ""),
    (
        "handlers/participant/danger.py",
        'turn, [saved.text], saved.rows), kind="saved")',
        "turn, [saved.text], saved.rows))",
    ),
    ("handlers/participant/own_phone.py", "    if danger_in(text) is not Danger.NONE:", "    if False:"),
    ("handlers/directory.py", ", below=BELOW)]", ")]"),
    ("handlers/directory.py", "[turn.t(NOTHING), *lines_below(turn)]", "[turn.t(NOTHING)]"),
    (
        "handlers/directory.py",
        "said if may_need_help(typed.text) is Danger.NONE else with_lines(turn, said)",
        "said",
    ),
    ("bot/store/caseload/cases.py", "cases.c.code == code, in_scope(who, tx.now)", "cases.c.code == code"),
    (
        "bot/store/caseload/cases.py",
        "where(may, cases.c.status.in_(RUNNING)).order_by(cases.c.code)",
        "where(cases.c.status.in_(RUNNING)).order_by(cases.c.code)",
    ),
    ("bot/store/people/leading.py", " if who.role is Role.ADMIN else ()", ""),
    (
        "bot/store/caseload/drafts.py",
        'drafts.c.form == "checkin", drafts.c.blank.is_not(True)',
        'drafts.c.form == "checkin"',
    ),
    ("bot/store/queues/shown.py", "outbox.c.message_id.is_not(None)", "outbox.c.message_id.is_(None)"),
    ("bot/store/queues/shown.py", '        if row.method == "screen":\n            break\n', ""),
    ("bot/store/keeping/own_rows.py", " if key not in BESIDE}", "}"),
    (
        "bot/telegram/parse.py",
        "    return None if edited or message.keys() & SERVICE else",
        "    return None if edited else",
    ),
    ("bot/store/caseload/cases.py", "    if not case.goes_on:\n        return False\n", ""),
    (
        "bot/store/caseload/cases.py",
        "    theirs = select(cases.c.id).where(cases.c.id == case.id, accompanies(who, tx.now))\n",
        "    theirs = select(cases.c.id).where(cases.c.id == case.id)\n",
    ),
    (
        "bot/store/caseload/cases.py",
        "return found if found is not None and found.mentor_id == who.id else None",
        "return found",
    ),
    ("bot/store/rights/grants.py", "cases.entrusted(", "cases.visible("),
    ("handlers/leader/exports.py", '    if len(str(answers["reason"])) < LEAST_REASON:', "    if False:"),
)


@dataclass(frozen=True, slots=True)
class Omission:
    """One place: of which sort, in which file and line, and the file's text without it."""

    sort: str
    path: str
    line: int
    text: str

    @property
    def name(self) -> str:
        """As the list prints it."""
        return f"{self.sort:<10} {self.path}:{self.line}"


def all_of_them() -> list[Omission]:
    """Every place, in order of sort and file."""
    return [*_notes(), *_erasures(), *_payloads(), *_seals(), *_checks(), *_guards(), *_roles()]


def _files(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def _without(sort: str, path: str, text: str, start: int, end: int, instead: str) -> Omission:
    return Omission(sort, path, text.count("\n", 0, start) + 1, text[:start] + instead + text[end:])


def _span(text: str, node: ast.stmt | ast.expr) -> tuple[int, int]:
    """Where a node stands, in characters; ast counts bytes."""
    lines = text.splitlines(keepends=True)
    before = [len(line) for line in lines]
    assert node.end_lineno is not None and node.end_col_offset is not None
    start = sum(before[: node.lineno - 1]) + len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
    end_line = lines[node.end_lineno - 1].encode()[: node.end_col_offset].decode()
    return start, sum(before[: node.end_lineno - 1]) + len(end_line)


def _notes() -> Iterator[Omission]:
    """Each audit note that is a statement of its own."""
    for path, text in _files("bot/store", "bot/files", "bot/commands", "handlers"):
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Call)
                and ast.unparse(node.value.func) == "audit.note"
            ):
                yield _without("audit", path, text, *_span(text, node), "pass")


def _erasures() -> Iterator[Omission]:
    """Each table erasing removes rows of, each value it empties, and its other statements."""
    path = "bot/store/keeping/erasing.py"
    text = (ROOT / path).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == "_remove_rows":
            for loop in node.body:
                if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Tuple):
                    for one in loop.iter.elts:
                        start, end = _span(text, one)
                        yield _without("erasure", path, text, start, text.index(",", end) + 1, "")
        if isinstance(node, ast.keyword) and node.arg in (
            "name",
            "quiet",
            "last_at",
            "misses",
            "closed_at",
            "service",
            "text",
            "topic",
            "reason",
        ):
            found = re.compile(rf"\b{node.arg}={re.escape(ast.unparse(node.value))},? ?")
            match = found.search(text, _span(text, node.value)[0] - len(node.arg) - 1)
            if match is not None:
                yield _without("erasure", path, text, *match.span(), "")


def _payloads() -> Iterator[Omission]:
    """Each place where a finished row is emptied."""
    for path, text in _files("bot/store/queues"):
        for match in re.finditer(r"payload=None,? ?|\"payload\": None,? ?", text):
            if text[match.start() - 1] in " (,{":
                yield _without("payload", path, text, *match.span(), "")


def _seals() -> Iterator[Omission]:
    """Each place where words are sealed: kept as they are, they would lie open."""
    for path, text in _files("bot/store"):
        if "sealing" in path or path.endswith("engine/database.py"):
            continue
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("seal", "seal_passing", "seal_standing", "seal_like")
                and node.args
            ):
                at = 2 if ast.unparse(node.func) == "passing.seal" else 1 if node.func.attr == "seal_like" else 0
                plain = ast.unparse(node.args[at])
                yield _without("seal", path, text, *_span(text, node), f"({plain})")


def _checks() -> Iterator[Omission]:
    """Each question whose case, request or prompt it is, asked more weakly or not at all."""
    for path, text in _files("handlers"):
        for pattern, instead in (*WEAKER, *UNCHECKED):
            for match in re.finditer(pattern, text):
                if (
                    "lambda" in text[max(0, match.start() - 60) : match.start()]
                    or "fresh" in text[max(0, match.start() - 12) : match.start()]
                ):
                    continue
                yield _without("permission", path, text, *match.span(), match.expand(instead))


def _guards() -> Iterator[Omission]:
    """What keeps out by a condition of its own."""
    for path, old, instead in GUARDS:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} no longer has: {old}"
        start = text.index(old)
        yield _without("guard", path, text, start, start + len(old), instead)


def _roles() -> Iterator[Omission]:
    """Each route that not everybody may take, opened to all staff (or to whoever is known)."""
    path = "handlers/__init__.py"
    text = (ROOT / path).read_text(encoding="utf-8")
    for match in re.finditer(r"    Route\(\w+, [\w.]+, (MENTOR|SUPERVISOR|ADMIN|LEADS|CASE_STAFF)\b", text):
        yield _without("role", path, text, match.start(1), match.end(1), "STAFF")
    for match in re.finditer(r"    Route\(\w+, ((?:own|seen)\(([\w.]+)\)), PARTICIPANT", text):
        yield _without("guard", path, text, match.start(1), match.end(1), match[2])
