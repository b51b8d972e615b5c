"""A stored file and a made paper never change; numbers only go up by one."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION papers_is_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER file_unchanged BEFORE UPDATE ON papers_storedfile
    FOR EACH ROW EXECUTE FUNCTION papers_is_unchanged();
CREATE TRIGGER paper_unchanged BEFORE UPDATE ON papers_paper
    FOR EACH ROW EXECUTE FUNCTION papers_is_unchanged();

CREATE FUNCTION papers_number_goes_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.series = OLD.series AND NEW.year = OLD.year
       AND NEW.last = OLD.last + 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a series of numbers goes up one by one and is never removed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER number_goes_up BEFORE UPDATE OR DELETE ON papers_numberseries
    FOR EACH ROW EXECUTE FUNCTION papers_number_goes_up();
"""

BACKWARDS = """
DROP TRIGGER number_goes_up ON papers_numberseries;
DROP FUNCTION papers_number_goes_up();
DROP TRIGGER paper_unchanged ON papers_paper;
DROP TRIGGER file_unchanged ON papers_storedfile;
DROP FUNCTION papers_is_unchanged();
"""


class Migration(migrations.Migration):
    """Triggers of the papers."""

    dependencies = (("papers", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
