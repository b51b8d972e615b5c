"""Rosters: hours by weekday, single days, technicians, absences, secondments, vans and bases."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('installation', '0005_delete_specialequipment'),
        ('people', '0002_customer_role'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='to, inclusive')),
                ('kind', models.CharField(choices=[('holiday', 'On holiday'), ('sick', 'Ill'), ('training', 'In training'), ('other', 'Away')], max_length=12, verbose_name='why')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ('first_day', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CrewDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('works_from', models.TimeField(blank=True, null=True, verbose_name='begins at')),
                ('works_until', models.TimeField(blank=True, null=True, verbose_name='ends at')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
            ],
            options={
                'verbose_name': "crew's single day",
                'verbose_name_plural': "crew's single days",
                'ordering': ('crew', 'day'),
            },
        ),
        migrations.CreateModel(
            name='CrewHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(verbose_name='weekday')),
                ('works_from', models.TimeField(verbose_name='begins at')),
                ('works_until', models.TimeField(verbose_name='ends at')),
            ],
            options={
                'verbose_name': "crew's weekday",
                'verbose_name_plural': "crew's weekdays",
                'ordering': ('crew', 'weekday'),
            },
        ),
        migrations.CreateModel(
            name='Secondment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
            ],
            options={
                'verbose_name': 'secondment',
                'verbose_name_plural': 'secondments',
            },
        ),
        migrations.CreateModel(
            name='Technician',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None, verbose_name='technologies')),
                ('height_until', models.DateField(blank=True, null=True, verbose_name='height permit until')),
            ],
            options={
                'verbose_name': 'technician',
                'verbose_name_plural': 'technicians',
            },
        ),
        migrations.AddField(
            model_name='crew',
            name='at_height',
            field=models.BooleanField(default=True, verbose_name='works at height'),
        ),
        migrations.AddField(
            model_name='crew',
            name='base',
            field=models.CharField(blank=True, max_length=200, verbose_name='home base'),
        ),
        migrations.AddField(
            model_name='crew',
            name='keeps_holidays',
            field=models.BooleanField(default=True, verbose_name='rests on public holidays'),
        ),
        migrations.AddField(
            model_name='crew',
            name='latitude',
            field=models.DecimalField(decimal_places=6, max_digits=9, null=True, verbose_name='latitude'),
        ),
        migrations.AddField(
            model_name='crew',
            name='longitude',
            field=models.DecimalField(decimal_places=6, max_digits=9, null=True, verbose_name='longitude'),
        ),
        migrations.AddField(
            model_name='crew',
            name='van',
            field=models.CharField(blank=True, max_length=60, verbose_name='van'),
        ),
        migrations.AddConstraint(
            model_name='crew',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='crew_base_on_earth'),
        ),
        migrations.AddField(
            model_name='absence',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='crewday',
            name='crew',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='installation.crew'),
        ),
        migrations.AddField(
            model_name='crewhours',
            name='crew',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='week', to='installation.crew'),
        ),
        migrations.AddField(
            model_name='secondment',
            name='crew',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seconded', to='installation.crew'),
        ),
        migrations.AddField(
            model_name='secondment',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='absence_span'),
        ),
        migrations.AddConstraint(
            model_name='crewday',
            constraint=models.UniqueConstraint(fields=('crew', 'day'), name='crew_day_once'),
        ),
        migrations.AddConstraint(
            model_name='crewday',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('works_from', None), ('works_until', None)), ('works_until__gt', models.F('works_from')), _connector='OR'), name='crew_day_hours'),
        ),
        migrations.AddConstraint(
            model_name='crewhours',
            constraint=models.UniqueConstraint(fields=('crew', 'weekday'), name='crew_weekday_once'),
        ),
        migrations.AddConstraint(
            model_name='crewhours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='crew_weekday_known'),
        ),
        migrations.AddConstraint(
            model_name='crewhours',
            constraint=models.CheckConstraint(condition=models.Q(('works_until__gt', models.F('works_from'))), name='crew_weekday_hours'),
        ),
        migrations.AddConstraint(
            model_name='secondment',
            constraint=models.UniqueConstraint(fields=('person', 'day'), name='seconded_to_one_crew'),
        ),
    ]
