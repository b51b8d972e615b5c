from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0004_advances'),
    ]

    operations = [
        migrations.AddField(
            model_name='refund',
            name='key',
            field=models.UUIDField(null=True, unique=True),
        ),
    ]
