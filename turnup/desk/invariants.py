"""Every check that `turnup verify` runs: the spine's, the rooms' rules, and what is more than SQL.

The rules lie in `turnup.desk.rules`, a module a room; the spine's in `turnup.orders.invariants`.
"""

from collections import defaultdict
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from turnup.activation.convergence import radius_agrees
from turnup.contracts.queries import check_signed
from turnup.desk.rules import RULES
from turnup.desk.rules.rule import look_at
from turnup.installation.models import Crew
from turnup.installation.roster_checks import coming_visits, visits_out_of_roster
from turnup.messages.queries import audience
from turnup.orders import invariants as spine
from turnup.orders.findings import Check, Finding, Findings
from turnup.orders.models import JournalEntry, PublishedStandard
from turnup.orders.office import standard_version
from turnup.papers.queries import check_files


def rooms(findings: Findings) -> None:
    """Check every rule of the rooms."""
    look_at(RULES, findings)


UNTOLD = """
SELECT e.id FROM orders_journalentry e
 WHERE e.step = ANY (%(steps)s)
   AND NOT EXISTS (SELECT FROM messages_message m WHERE m.entry_id = e.id)
   AND NOT EXISTS (SELECT FROM procrastinate_jobs j
        WHERE j.task_name = 'messages.tell' AND (j.args->>'entry_id')::bigint = e.id
          AND j.status IN ('todo', 'doing', 'failed'))"""
TOLD = "SELECT count(*) FROM orders_journalentry WHERE step = ANY (%(steps)s)"


def letters(findings: Findings) -> None:
    """Check that every entry the standard tells of was told, or is still queued (I18)."""
    finding = findings["I18"]
    versions = [standard_version(row.version) for row in PublishedStandard.objects.all()]
    steps = sorted({s.code for v in versions for s in v.steps.values() if s.tells})
    with connection.cursor() as cursor:
        cursor.execute(TOLD, {"steps": steps})
        finding.checked += cursor.fetchone()[0]
        cursor.execute(UNTOLD, {"steps": steps})
        untold = [row[0] for row in cursor.fetchall()]
    for entry in JournalEntry.objects.filter(id__in=untold).select_related("order"):
        tells = standard_version(entry.order.standard_id).steps[entry.step].tells
        if any(audience(entry, tells, entry.recorded_at)):
            finding.look("nobody was told, and no job is going to", order=entry.order.number)
            finding.checked -= 1


def crews_days(findings: Findings) -> None:
    """Check that every coming visit lies within its crew's roster and skills (I10)."""
    now, finding = timezone.now(), findings["I10"]
    finding.checked += coming_visits(now).count()
    for visit in visits_out_of_roster(list(Crew.objects.all()), now):
        finding.look("a coming visit lies outside its crew's roster or skills", visit=visit.id)
        finding.checked -= 1


def files(findings: Findings) -> None:
    """Check that stored files are what they were, each named by a row and each row by one (I24)."""
    found, finding = check_files(), findings["I24"]
    finding.checked += found.checked
    for sha256 in found.damaged:
        finding.look("a stored file is gone or changed", sha256=sha256)
    for sha256 in found.orphans:
        finding.look("a stored file that nothing refers to", sha256=sha256)


def signed_papers(findings: Findings) -> None:
    """Check that every signed contract's text and papers are what was signed (I24)."""
    checked, faults = check_signed()
    findings["I24"].checked += checked
    for one in faults:
        findings["I24"].look(one.fault, contract=one.number)
        findings["I24"].checked -= 1


EVERY: Final[dict[Check, tuple[str, ...]]] = {
    **spine.CHECKS,
    rooms: tuple(sorted({rule.invariant for rule in RULES})),
    letters: ("I18",),
    crews_days: ("I10",),
    files: ("I24",),
    signed_papers: ("I24",),
    radius_agrees: ("I19",),
}


def verify() -> dict[str, Finding]:
    """Check every invariant in one read-only snapshot; give the findings by id, I1 first."""
    codes = {code for named in EVERY.values() for code in named}
    findings: dict[str, Finding] = defaultdict(Finding)
    for code in sorted(codes, key=lambda c: int(c[1:])):
        findings[code] = Finding()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for check in EVERY:
            check(findings)
    return findings
