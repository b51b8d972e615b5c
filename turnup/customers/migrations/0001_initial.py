import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', 'Person'), ('sole_trader', 'Sole trader'), ('company', 'Company')], max_length=12, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=300, verbose_name='name')),
                ('legal_form', models.CharField(blank=True, max_length=60, verbose_name='legal form')),
                ('inn', models.CharField(blank=True, max_length=12, verbose_name='INN')),
                ('kpp', models.CharField(blank=True, max_length=9, verbose_name='KPP')),
                ('ogrn', models.CharField(blank=True, max_length=15, verbose_name='OGRN or OGRNIP')),
                ('legal_address', models.CharField(blank=True, max_length=500, verbose_name='legal address')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='date of birth')),
                ('birth_place', models.CharField(blank=True, max_length=200, verbose_name='place of birth')),
                ('identity_document', models.CharField(blank=True, max_length=300, verbose_name='identity document')),
                ('contact_name', models.CharField(blank=True, max_length=200, verbose_name='contact person')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(default='ru', max_length=2, verbose_name='language')),
                ('search_text', models.TextField(default='', editable=False)),
                ('registered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'customer',
                'verbose_name_plural': 'customers',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('post', models.CharField(blank=True, max_length=200, verbose_name='post')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('address', models.CharField(blank=True, max_length=500, verbose_name='address')),
                ('postal_code', models.CharField(blank=True, max_length=6, verbose_name='postal code')),
                ('region', models.CharField(blank=True, max_length=120, verbose_name='region')),
                ('locality', models.CharField(blank=True, max_length=120, verbose_name='town')),
                ('street', models.CharField(blank=True, max_length=160, verbose_name='street')),
                ('house', models.CharField(blank=True, max_length=40, verbose_name='house')),
                ('fias_id', models.UUIDField(blank=True, null=True, verbose_name='FIAS code')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitude')),
                ('entrance', models.CharField(blank=True, max_length=20, verbose_name='entrance')),
                ('floor', models.CharField(blank=True, max_length=20, verbose_name='floor')),
                ('room', models.CharField(blank=True, max_length=40, verbose_name='room')),
                ('access_notes', models.CharField(blank=True, max_length=500, verbose_name='how to get in')),
                ('search_text', models.TextField(default='', editable=False)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'site',
                'verbose_name_plural': 'sites',
                'ordering': ('added_at',),
            },
        ),
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-at',),
            },
        ),
        migrations.CreateModel(
            name='BankDetails',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='bank', serialize=False, to='customers.customer')),
                ('account', models.CharField(max_length=20, verbose_name='settlement account')),
                ('bik', models.CharField(max_length=9, verbose_name='BIK')),
                ('correspondent_account', models.CharField(blank=True, max_length=20, verbose_name='correspondent account')),
                ('bank_name', models.CharField(blank=True, max_length=200, verbose_name='bank')),
            ],
            options={
                'verbose_name': 'bank details',
                'verbose_name_plural': 'bank details',
            },
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('inn', ''), _negated=True), fields=['inn'], name='customer_inn'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('phone', ''), _negated=True), fields=['phone'], name='customer_phone'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('search_text'), 'gin_trgm_ops'), name='customer_search'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('forgotten_at__isnull', False), _connector='OR'), name='customer_has_name'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'sole_trader', 'company'])), name='customer_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('inn__regex', '^(|\\d{10}|\\d{12})$')), name='customer_inn_shape'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('ogrn__regex', '^(|\\d{13}|\\d{15})$')), name='customer_ogrn_shape'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('kpp__regex', '^(|\\d{4}[0-9A-Z]{2}\\d{3})$')), name='customer_kpp_shape'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('phone__regex', '^(|\\+\\d{7,15})$')), name='customer_phone_e164'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ('ru', 'en'))), name='customer_language_known'),
        ),
        migrations.AddField(
            model_name='accessrecord',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='contact',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='site',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='customers.customer'),
        ),
        migrations.AddConstraint(
            model_name='bankdetails',
            constraint=models.CheckConstraint(condition=models.Q(('account__regex', '^\\d{5}[0-9A-Z]\\d{14}$')), name='bank_account_shape'),
        ),
        migrations.AddConstraint(
            model_name='bankdetails',
            constraint=models.CheckConstraint(condition=models.Q(('bik__regex', '^\\d{9}$')), name='bank_bik_shape'),
        ),
        migrations.AddConstraint(
            model_name='bankdetails',
            constraint=models.CheckConstraint(condition=models.Q(('correspondent_account__regex', '^(|\\d{20})$')), name='bank_correspondent_shape'),
        ),
        migrations.AddIndex(
            model_name='accessrecord',
            index=models.Index(fields=['customer', '-at'], name='access_by_customer'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contact_has_name'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('phone__regex', '^(|\\+\\d{7,15})$')), name='contact_phone_e164'),
        ),
        migrations.AddIndex(
            model_name='site',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('search_text'), 'gin_trgm_ops'), name='site_search'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='site_on_earth'),
        ),
    ]
