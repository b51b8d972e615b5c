"""What letters promise (I18): delivered, or visible as a dead letter, or queued.

Every kind of e-mails that a room has named (`messages.dead_letters`) has its rule.
"""

from typing import Final

from turnup.desk.rules.rule import Rule
from turnup.messages.dead_letters import Post, posts

SENDING: Final = "j.task_name = '{task}' AND (j.args->>'{argument}')::bigint = m.id"
BATCH: Final = """j.task_name = '{batch}' AND m.id BETWEEN (j.args->>'first')::bigint
                                                   AND (j.args->>'last')::bigint"""


def _rule(post: Post) -> Rule:
    """Ask of every row that is neither sent nor given up whether a job is going to send it."""
    table = post.model._meta.db_table
    mine = " AND ".join(["true", *(f"m.{name} = '{value}'" for name, value in post.only.items())])
    sending = SENDING.format(task=post.task, argument=post.argument)
    if post.batch:
        sending = f"({sending}) OR ({BATCH.format(batch=post.batch)})"
    return Rule(
        "I18",
        f"{post.title}: one is neither sent, nor given up, nor queued",
        f"SELECT count(*) FROM {table} m WHERE {mine}",  # noqa: S608  # names of our own
        f"""SELECT m.id FROM {table} m
             WHERE {mine} AND m.sent_at IS NULL AND m.failed_at IS NULL
               AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                    WHERE j.status IN ('todo', 'doing', 'failed') AND ({sending}))""",  # noqa: S608  # names of our own
    )


LETTERS: Final = tuple(_rule(post) for post in posts().values())
