"""No row of this room is without the journal entry that made it."""

from django.db import migrations

from turnup.orders.occurrence import tie_to_journal

TABLES = (
    "surveys_surveyrequest",
    "surveys_urgencypermission",
    "surveys_surveyappointment",
    "surveys_survey",
    "surveys_developmentdecision",
    "surveys_networkbuild",
    "surveys_estimate",
)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("orders", "0002_append_only")]
    operations = [migrations.RunSQL(tie_to_journal(*TABLES))]
