"""A faulty standard is refused with file, line and key."""

from pathlib import Path

import pytest

from turnup.standard import FaultyStandard, load, packaged

GOOD = packaged().text


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(FaultyStandard) as refused:
        load(text, "company.toml")
    return [(f.line, f.key, f.text) for f in refused.value.faults]


def edited(old: str, new: str, after: str = "") -> str:
    """Replace `old` by `new` in the packaged text, at its first place after `after`."""
    start = GOOD.index(after) if after else 0
    place = GOOD.index(old, start)
    return GOOD[:place] + new + GOOD[place + len(old) :]


def line_of(text: str, part: str, after: str = "") -> int:
    start = text.index(after) if after else 0
    return text[: text.index(part, start)].count("\n") + 1


STEP = 'code = "survey_done"'


@pytest.mark.parametrize(
    ("old", "new", "after", "key", "says"),
    [
        ('by = ["survey_engineer"]', 'by = ["magician"]', STEP, "survey_done.by", "magician"),
        ('needs = ["survey_scheduled"]', 'needs = ["tea"]', STEP, "survey_done.needs", "tea"),
        ('stage = "survey"', 'stage = "tea"', STEP, "survey_done.stage", "tea"),
        ('clock = "technical"', 'clock = "tea"', STEP, "survey_done.clock", "sales, technical"),
        ("lasting = true", 'lasting = "yes"', STEP, "survey_done.lasting", "bool"),
        ("lasting = true", "eternal = true", STEP, "survey_done.eternal", "not a key"),
        ('sets = ["verdict"', 'sets = ["mood"', STEP, "survey_done.sets", "mood"),
        ('term = "survey"', 'term = "tea"', STEP, "survey_done.due", "tea"),
        ('title.ru = "Экспертиза пр', 'title.de = "', STEP, "survey_done.title", "ru"),
        ('when = ["urgent"]', 'when = ["urgent", "x > y"]', "", "survey_urgency_allowed.when", "x"),
        ('when = ["urgent"]', 'when = ["mood"]', "", "survey_urgency_allowed.when", "mood"),
        ('"verdict = not_feasible"', '"verdict = tea"', "", "development_decided.when", "tea"),
        ("days = 5", 'days = "five"', "[terms.survey]", "terms.survey.days", "working days"),
        ('["tuesday", "thursday"]', '["someday"]', "", "standard.survey_weekdays", "someday"),
        ('responsible = "noc_head"', 'responsible = "tea"', "", "survey.responsible", "tea"),
        ("version = 2", "version = 0", "", "standard.version", "1 or more"),
    ],
)
def test_each_fault_names_its_line_and_key(
    old: str, new: str, after: str, key: str, says: str
) -> None:
    text = edited(old, new, after)
    found = faults(text)
    assert [k for _, k, _ in found] == [key]
    assert says in found[0][2]
    if "title" not in key:
        assert found[0][0] == line_of(text, new, after)


def test_a_circle_is_refused() -> None:
    found = faults(edited('needs = ["terms_agreed"]', 'needs = ["terms_agreed", "act_signed"]'))
    assert {key for _, key, _ in found} >= {"survey_requested.needs", "act_signed.needs"}


def test_a_step_that_can_never_open_is_refused() -> None:
    found = faults(edited('when = ["urgent"]', 'when = ["disputed"]'))
    assert found[0][1:] == (
        "survey_urgency_allowed.when",
        "can never open: nothing before it sets disputed",
    )


def test_a_step_may_not_wait_for_an_event() -> None:
    found = faults(edited('needs = ["act_signed"]', 'needs = ["act_signed", "note_added"]'))
    assert found[0][1] == "act_handed_over.needs"


@pytest.mark.parametrize(
    "gate",
    [
        "contract_signed_by_customer",
        "contract_signed_by_director",
        "contract_signed_by_technical_director",
        "service_activated",
    ],
)
def test_nobody_may_waive_the_gates_that_turnup_itself_promises(gate: str) -> None:
    waived = 'waivable = ["survey_done"]\nwaivable_by = ["director"]\nneeds = ["survey_done", '
    if gate == "service_activated":
        waived = waived.replace("survey_done", "money_received")
    found = faults(edited("needs = [", waived, f'code = "{gate}"'))
    assert (f"{gate}.waivable_by", "nobody may waive this gate") in [f[1:] for f in found]


def test_no_standard_may_drop_the_gates_that_turnup_itself_promises() -> None:
    found = faults(edited('"money_received", "act_signed"', '"act_signed"', 'code = "service_act'))
    assert found[0][1] == "service_activated.needs"
    assert "money_received" in found[0][2]
    sloppy = edited('given = ["verdict != not_feasible"]\n', "", 'code = "contract_signed_by_dir')
    assert faults(sloppy)[0][1] == "contract_signed_by_director.given"


def test_a_waiver_needs_somebody_who_may_grant_it() -> None:
    assert faults(edited('waivable_by = ["technical_director"]\n', ""))[0][1] == (
        "installation_requested.waivable"
    )


def test_broken_toml_names_its_line() -> None:
    assert faults("[standard]\ncode = \n")[0][:2] == (2, "TOML")
    assert "standard" in [key for _, key, _ in faults("")]


def test_several_faults_are_told_together() -> None:
    text = edited('by = ["lawyer"]', 'by = ["tea"]').replace('stage = "activation"', 'stage = "x"')
    assert len(faults(text)) > 2


def test_a_file_is_read_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "company.toml"
    path.write_bytes(GOOD.encode("cp1251"))
    with pytest.raises(FaultyStandard, match=r"company.toml:1: encoding"):
        load(path)


def test_a_company_adds_a_checklist_step_without_code() -> None:
    added = """
[[step]]
code = "photos_filed"
stage = "installation"
title.ru = "Фотографии сданы"
title.en = "Photographs filed"
by = ["installer"]
needs = ["line_connected"]
clock = "technical"
"""
    standard = load(
        GOOD.replace('"act_handed_over"]', '"act_handed_over", "photos_filed"]') + added
    )
    assert standard.steps["photos_filed"].title["ru"] == "Фотографии сданы"
    assert "service_activated" in standard.dependents["photos_filed"]
