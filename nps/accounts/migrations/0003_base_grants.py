"""Privileges on ordinary tables, once those of signing in exist."""

from django.db import migrations

from nps.row_security import BaseGrants


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_shared_cache"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("ui", "0001_initial"),
    ]
    operations = [BaseGrants()]
