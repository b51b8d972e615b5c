
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import turnup.catalog.models
from decimal import Decimal
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Technology',
            fields=[
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title in English')),
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'technology',
                'verbose_name_plural': 'technologies',
                'ordering': ('position', 'code'),
            },
        ),
        migrations.CreateModel(
            name='VatRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('base', 'Base rate'), ('reduced', 'Reduced rate'), ('special5', 'Special rate 5%'), ('special7', 'Special rate 7%'), ('none', 'Without VAT')], max_length=10, verbose_name='kind')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True, verbose_name='percent')),
                ('valid_from', models.DateField(verbose_name='in force from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='in force until')),
                ('ground', models.CharField(max_length=300, verbose_name='legal ground')),
            ],
            options={
                'ordering': ('kind', 'valid_from'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'none'), ('percent__isnull', True)), models.Q(('percent__gte', Decimal('0')), ('percent__lt', Decimal('100')), models.Q(('kind', 'none'), _negated=True)), _connector='OR'), name='vat_percent'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='vat_ends_after_start'), models.CheckConstraint(condition=models.Q(('ground', ''), _negated=True), name='vat_has_ground'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('kind', '='), (turnup.catalog.models._Validity('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='vat_no_overlap')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title in English')),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('kind', models.CharField(choices=[('work', 'Work'), ('equipment', 'Equipment'), ('material', 'Material'), ('fee', 'Fee of a third party')], max_length=10, verbose_name='kind')),
                ('unit', models.CharField(choices=[('piece', 'pcs'), ('set', 'set'), ('metre', 'm'), ('hour', 'h'), ('visit', 'visit'), ('point', 'point'), ('month', 'month')], max_length=10, verbose_name='unit')),
                ('price', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='price, roubles with VAT')),
                ('vat', models.CharField(choices=[('base', 'Base rate'), ('reduced', 'Reduced rate'), ('special5', 'Special rate 5%'), ('special7', 'Special rate 7%'), ('none', 'Without VAT')], default='base', max_length=10, verbose_name='VAT')),
                ('serial_numbered', models.BooleanField(default=False, verbose_name='has a serial number')),
                ('valid_from', models.DateField(verbose_name='in use from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='in use until')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'item',
                'verbose_name_plural': 'works and equipment',
                'ordering': ('kind', 'code'),
                'constraints': [models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='item_price'), models.CheckConstraint(condition=models.Q(('kind__in', ['work', 'equipment', 'material', 'fee'])), name='item_kind_known'), models.CheckConstraint(condition=models.Q(('unit__in', ['piece', 'set', 'metre', 'hour', 'visit', 'point', 'month'])), name='item_unit_known'), models.CheckConstraint(condition=models.Q(('vat__in', ['base', 'reduced', 'special5', 'special7', 'none'])), name='item_vat_known'), models.CheckConstraint(condition=models.Q(('serial_numbered', False), ('kind', 'equipment'), _connector='OR'), name='item_serial_only_equipment'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='item_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (turnup.catalog.models._Validity('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='item_code_no_overlap')],
            },
        ),
        migrations.CreateModel(
            name='Tariff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title in English')),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('speed_down_kbit', models.PositiveIntegerField(verbose_name='download, kbit/s')),
                ('speed_up_kbit', models.PositiveIntegerField(verbose_name='upload, kbit/s')),
                ('connection_fee', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='connection fee, roubles with VAT')),
                ('monthly_fee', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='monthly fee, roubles with VAT')),
                ('valid_from', models.DateField(verbose_name='on sale from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='on sale until')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('technology', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tariffs', to='catalog.technology', verbose_name='technology')),
            ],
            options={
                'verbose_name': 'tariff',
                'verbose_name_plural': 'tariffs',
                'ordering': ('technology', 'monthly_fee'),
                'constraints': [models.CheckConstraint(condition=models.Q(('connection_fee__gte', 0), ('monthly_fee__gte', 0)), name='tariff_fees'), models.CheckConstraint(condition=models.Q(('speed_down_kbit__gt', 0), ('speed_up_kbit__gt', 0)), name='tariff_speeds'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='tariff_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (turnup.catalog.models._Validity('valid_from', 'valid_until', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='tariff_code_no_overlap')],
            },
        ),
    ]
