"""Access records may be added, never changed or removed, by whatever way one reaches the table."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION customers_access_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'access records are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER access_append_only BEFORE UPDATE OR DELETE ON customers_accessrecord
    FOR EACH ROW EXECUTE FUNCTION customers_access_is_append_only();
CREATE TRIGGER access_no_truncate BEFORE TRUNCATE ON customers_accessrecord
    FOR EACH STATEMENT EXECUTE FUNCTION customers_access_is_append_only();
"""

RIGHTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'turnup') AND current_user <> 'turnup' THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON customers_accessrecord FROM turnup;
    END IF;
END $$;
"""

BACKWARDS = """
DROP TRIGGER access_no_truncate ON customers_accessrecord;
DROP TRIGGER access_append_only ON customers_accessrecord;
DROP FUNCTION customers_access_is_append_only();
"""


class Migration(migrations.Migration):
    """Triggers of `AccessRecord`."""

    dependencies = (('customers', '0001_initial'),)
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS), migrations.RunSQL(RIGHTS, migrations.RunSQL.noop))
