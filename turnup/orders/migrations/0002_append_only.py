"""The journal's guards, and the one statement that writes a movement.

Triggers hold for every user; where Turnup runs its own database server the application's user
(`turnup`) is not the tables' owner either and has no right to change or delete journal rows.
"""

from django.db import migrations

FORBID = """
CREATE FUNCTION orders_forbid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is not possible', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_journalentry
    FOR EACH ROW EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON orders_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_seal
    FOR EACH ROW EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON orders_seal
    FOR EACH STATEMENT EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_sealedhead
    FOR EACH ROW EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON orders_sealedhead
    FOR EACH STATEMENT EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON orders_publishedstandard
    FOR EACH ROW EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON orders_publishedstandard
    FOR EACH STATEMENT EXECUTE FUNCTION orders_forbid();
"""

# What a person said may be forgotten as a whole (both columns to NULL), never altered.
FORGET = """
CREATE FUNCTION orders_forget_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.entry_id = OLD.entry_id AND NEW.salt IS NULL AND NEW.data IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'journal data may be forgotten, not changed or deleted'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER forget_only BEFORE UPDATE OR DELETE ON orders_entrydata
    FOR EACH ROW EXECUTE FUNCTION orders_forget_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON orders_entrydata
    FOR EACH STATEMENT EXECUTE FUNCTION orders_forbid();
"""

RIGHTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'turnup') AND current_user <> 'turnup' THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON orders_journalentry, orders_seal, orders_sealedhead,
            orders_publishedstandard FROM turnup;
        REVOKE DELETE, TRUNCATE ON orders_entrydata, orders_order FROM turnup;
    END IF;
END $$;
"""

STORAGE = """
ALTER TABLE orders_order SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE orders_openstep SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
"""

RECORD = """
CREATE FUNCTION orders_record(e jsonb, said jsonb, o jsonb, opened jsonb, tells jsonb)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    entry bigint;
    the_order uuid := (e->>'order')::uuid;
    the_seq int := (e->>'seq')::int;
    leader uuid;
BEGIN
    UPDATE orders_order SET
        version = the_seq, head = e->>'hash', moved_at = (e->>'recorded_at')::timestamptz,
        stage = o->>'stage', closed = o->>'closed',
        closed_at = (o->>'closed_at')::timestamptz, technology = o->>'technology',
        card = o->'card'
    WHERE id = the_order AND version = the_seq - 1
    RETURNING lead_id INTO leader;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'order % is not at version %', the_order, the_seq - 1
            USING ERRCODE = 'serialization_failure';
    END IF;

    INSERT INTO orders_journalentry (order_id, seq, step, at, recorded_at, actor_id, role, door,
                                     facts, commitment, previous, hash)
    VALUES (the_order, the_seq, e->>'step', (e->>'at')::timestamptz,
            (e->>'recorded_at')::timestamptz, (e->>'actor')::uuid, e->>'role', e->>'door',
            e->'facts', e->>'commitment', e->>'previous', e->>'hash')
    RETURNING id INTO entry;
    INSERT INTO orders_entrydata (entry_id, salt, data)
    VALUES (entry, said->>'salt', said->'data');

    DELETE FROM orders_openstep
    WHERE order_id = the_order
      AND step NOT IN (SELECT s->>'step' FROM jsonb_array_elements(opened) AS s);
    INSERT INTO orders_openstep (order_id, step, stage, roles, clock, since, due_at, lead_id)
    SELECT the_order, s->>'step', s->>'stage',
           ARRAY(SELECT jsonb_array_elements_text(s->'roles')), s->>'clock',
           (s->>'since')::timestamptz, (s->>'due_at')::timestamptz, leader
    FROM jsonb_array_elements(opened) AS s
    ON CONFLICT (order_id, step) DO UPDATE SET due_at = excluded.due_at, since = excluded.since
        WHERE (orders_openstep.due_at, orders_openstep.since)
              IS DISTINCT FROM (excluded.due_at, excluded.since);

    IF jsonb_array_length(tells) > 0 THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
            'messages', 'messages.tell', 0, NULL, NULL,
            jsonb_build_object('entry_id', entry), NULL
        )::procrastinate_job_to_defer_v1]);
    END IF;
    RETURN entry;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        migrations.RunSQL(FORBID),
        migrations.RunSQL(FORGET),
        migrations.RunSQL(RIGHTS),
        migrations.RunSQL(STORAGE),
        migrations.RunSQL(RECORD),
    ]
