"""What letters promise (I18): delivered, or visible as a dead letter, or queued."""

from typing import Final

from turnup.desk.rules.rule import Rule

LETTERS: Final = (
    Rule(
        "I18",
        "an e-mail is neither delivered, nor a dead letter, nor queued",
        "SELECT count(*) FROM messages_message WHERE channel = 'email'",
        """SELECT m.id FROM messages_message m
            WHERE m.channel = 'email' AND m.sent_at IS NULL AND m.failed_at IS NULL
              AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                   WHERE j.task_name = 'messages.send' AND j.status IN ('todo', 'doing', 'failed')
                     AND (j.args->>'message_pk')::bigint = m.id)""",
    ),
    Rule(
        "I18",
        "a letter to a customer is neither delivered, nor a dead letter, nor queued",
        "SELECT count(*) FROM portal_letter",
        """SELECT m.id FROM portal_letter m
            WHERE m.sent_at IS NULL AND m.failed_at IS NULL
              AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                   WHERE j.task_name = 'portal.send' AND j.status IN ('todo', 'doing', 'failed')
                     AND (j.args->>'letter_pk')::bigint = m.id)""",
    ),
    Rule(
        "I18",
        "a debtor's letter is neither delivered, nor a dead letter, nor queued",
        "SELECT count(*) FROM closing_debtstep",
        """SELECT m.id FROM closing_debtstep m
            WHERE m.sent_at IS NULL AND m.failed_at IS NULL
              AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                   WHERE j.task_name = 'closing.tell' AND j.status IN ('todo', 'doing', 'failed')
                     AND (j.args->>'step_pk')::bigint = m.id)""",
    ),
    Rule(
        "I18",
        "a letter about another fee is neither delivered, nor a dead letter, nor queued",
        "SELECT count(*) FROM closing_feechange",
        """SELECT m.id FROM closing_feechange m
            WHERE m.sent_at IS NULL AND m.failed_at IS NULL
              AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                   WHERE j.task_name = 'closing.tell_fee'
                     AND j.status IN ('todo', 'doing', 'failed')
                     AND (j.args->>'change_pk')::bigint = m.id)""",
    ),
    Rule(
        "I18",
        "a letter about traffic's price is neither delivered, nor a dead letter, nor queued",
        "SELECT count(*) FROM closing_trafficletter",
        """SELECT m.id FROM closing_trafficletter m
            WHERE m.sent_at IS NULL AND m.failed_at IS NULL
              AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                   WHERE j.task_name = 'closing.tell_traffic'
                     AND j.status IN ('todo', 'doing', 'failed')
                     AND (j.args->>'letter_pk')::bigint = m.id)""",
    ),
    Rule(
        "I18",
        "a month's papers are neither sent, nor given up, nor queued",
        "SELECT count(*) FROM closing_bundle",
        """SELECT m.id FROM closing_bundle m
            WHERE m.sent_at IS NULL AND m.failed_at IS NULL
              AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                   WHERE j.status IN ('todo', 'doing', 'failed')
                     AND ((j.task_name = 'closing.send' AND (j.args->>'bundle_pk')::bigint = m.id)
                          OR (j.task_name = 'closing.papers'
                              AND m.id BETWEEN (j.args->>'first')::bigint
                                           AND (j.args->>'last')::bigint)))""",
    ),
)
