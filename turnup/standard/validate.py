"""What a well-formed standard may still have wrong: names, circles, dead steps, waivers."""

from collections.abc import Iterator

from turnup.standard.model import Standard, Step

Found = tuple[str, str, str]  # place, key, text

# The promises no company may edit away: contract.md I3 and I6 of the public contract.
LAWS: dict[str, frozenset[str]] = {
    "contract_signed_by_customer": frozenset({"survey_done"}),
    "contract_signed_by_director": frozenset({"survey_done"}),
    "contract_signed_by_technical_director": frozenset({"survey_done"}),
    "service_activated": frozenset(
        {
            "contract_signed_by_customer",
            "contract_signed_by_director",
            "contract_signed_by_technical_director",
            "money_received",
            "act_signed",
        }
    ),
}


def faults_of(standard: Standard) -> list[Found]:
    """List what is wrong with a standard, as (code, key, text)."""
    names = [*_heads(standard), *_names(standard)]
    if names:
        return names
    circles = [*_circles(standard)]
    return circles or [
        *_openings(standard),
        *_dead(standard),
        *_laws(standard),
        *_waivers(standard),
    ]


def _heads(standard: Standard) -> Iterator[Found]:
    if not standard.survey_weekdays:
        yield "standard", "survey_weekdays", "must name at least one weekday"
    if standard.version < 1:
        yield "standard", "version", "must be 1 or more"
    for stage in standard.stages.values():
        for key, role in (("responsible", stage.responsible), ("control", stage.control)):
            if role is not None and role not in standard.roles:
                yield stage.code, key, f"{role!r} is not one of the roles"
    for term in standard.terms.values():
        if isinstance(term.days, int):
            continue
        fact = standard.facts.get(term.by or "")
        if fact is None or set(fact.choices) != set(term.days):
            yield f"terms.{term.code}", "days", "must name every choice of the fact in `by`"


def _names(standard: Standard) -> Iterator[Found]:
    for step in standard.steps.values():
        if step.stage not in standard.stages:
            yield step.code, "stage", f"{step.stage!r} is not one of the stages"
        if not step.by:
            yield step.code, "by", "must name at least one role"
        for key in ("by", "waivable_by", "tells"):
            for role in getattr(step, key):
                if role not in standard.roles:
                    yield step.code, key, f"{role!r} is not one of the roles"
        for key, codes in _step_names(step):
            for code in codes:
                if code not in standard.steps:
                    yield step.code, key, f"{code!r} is not one of the steps"
        yield from _fact_names(standard, step)


def _step_names(step: Step) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "needs", step.needs
    yield "undoes", step.undoes
    yield "waivable", step.waivable
    yield "until", (step.until,) if step.until else ()
    yield "due", (step.due.after,) if step.due else ()


def _fact_names(standard: Standard, step: Step) -> Iterator[Found]:
    for code in step.sets:
        if code not in standard.facts:
            yield step.code, "sets", f"{code!r} is not one of the facts"
    for key, conditions in (("given", step.given), ("when", step.when)):
        for condition in conditions:
            fact = standard.facts.get(condition.fact)
            if fact is None:
                yield step.code, key, f"{condition.fact!r} is not one of the facts"
            elif not fact.accepts(condition.value):
                yield step.code, key, f"{condition.value!r} is not a value of {fact.code}"
    if step.due and step.due.term and step.due.term not in standard.terms:
        yield step.code, "due", f"{step.due.term!r} is not one of the terms"


def _circles(standard: Standard) -> Iterator[Found]:
    for step in standard.steps.values():
        if step.code in ground_of(standard, step.code):
            yield step.code, "needs", "goes in a circle: the step waits for itself"


def ground_of(standard: Standard, code: str) -> set[str]:
    """Name everything a step rests on, directly or through other steps."""
    ground: set[str] = set()
    waiting = [*standard.steps[code].needs]
    while waiting:
        need = waiting.pop()
        if need not in ground:
            ground.add(need)
            waiting.extend(standard.steps[need].needs)
    return ground


def _openings(standard: Standard) -> Iterator[Found]:
    rootless = [s.code for s in standard.steps.values() if not s.needs and not s.event]
    if not rootless:
        yield "step", "needs", "no step opens an order: one step must need nothing"
    for code in rootless[1:]:
        yield code, "needs", f"is empty, but {rootless[0]!r} opens the order already"
    for step in standard.steps.values():
        for need in step.needs:
            if standard.steps[need].event:
                yield step.code, "needs", f"{need!r} is an event, and an event never stands"


def _dead(standard: Standard) -> Iterator[Found]:
    """Find steps that can never open: their condition is known only after they are done.

    An event may set it later where it also undoes what waits for the step: it is asked for then.
    """
    for step in standard.steps.values():
        for key, conditions in (("given", step.given), ("when", step.when)):
            for condition in conditions:
                setters = [c for c in standard.setters(condition.fact) if c != step.code]
                waiting = {*standard.dependents[step.code]}
                undone = {code for c in setters for code in standard.steps[c].undoes}
                anew = key == "when" and not waiting.isdisjoint(undone)
                if not anew and all(step.code in ground_of(standard, c) for c in setters):
                    yield step.code, key, f"can never open: nothing before it sets {condition.fact}"


def _laws(standard: Standard) -> Iterator[Found]:
    for code, grounds in LAWS.items():
        step = standard.steps.get(code)
        if step is None:
            yield "step", "code", f"{code!r} is missing: Turnup's own promises rest on it"
            continue
        for need in sorted(grounds - set(step.needs)):
            yield code, "needs", f"must name {need!r}: no standard may drop this gate"
        if "survey_done" in grounds and all(
            c.holds({"verdict": "not_feasible"}) for c in step.given
        ):
            yield code, "given", "must ask for a positive verdict: no standard may drop this gate"


def _waivers(standard: Standard) -> Iterator[Found]:
    for step in standard.steps.values():
        if step.code in LAWS and (step.waivable or step.waivable_by):
            yield step.code, "waivable_by", "nobody may waive this gate"
        if bool(step.waivable) != bool(step.waivable_by):
            yield step.code, "waivable", "waivable and waivable_by go together"
        for need in sorted(set(step.waivable) - set(step.needs)):
            yield step.code, "waivable", f"{need!r} is not among the needs of this step"
        if step.event and step.waivable:
            yield step.code, "waivable", "an event has no gate to waive"
        if step.effect and not step.event:
            yield step.code, "effect", "only an event has an effect on the order as a whole"
