"""Letters of the whole procedure, how a household wants to be written to, messages given to connectors."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from nps.row_security import ALL, EDIT, RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_kept_sessions"),
        ("documents", "0015_calls_ended"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correspondence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "Français"), ("en", "English")], default="fr", max_length=2
                    ),
                ),
                ("large_print", models.BooleanField(default=False)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("email_agreed_on", models.DateField(null=True)),
                ("attach", models.BooleanField(default=False)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("phone_agreed_on", models.DateField(null=True)),
                ("noted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "by",
                    models.CharField(
                        choices=[("email", "Courriel"), ("sms", "SMS"), ("post", "Service postal")],
                        max_length=5,
                    ),
                ),
                ("whole", models.BooleanField()),
                ("sent_to", models.CharField(max_length=254)),
                ("message_id", models.CharField(max_length=120, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("attempted_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreachable", "Le serveur n’a pas répondu."),
                            ("refused", "Le serveur a refusé le message ou l’adresse."),
                            ("changed", "La situation a changé : ce message ne devait plus partir."),
                            ("unreadable", "Le courrier n’a pas pu être ouvert."),
                            ("unknown", "L’envoi a été interrompu. Un agent a noté que rien n’est parti."),
                        ],
                        max_length=12,
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_sent_with_its_bytes",
        ),
        migrations.AddField(
            model_name="letter",
            name="applications",
            field=models.ManyToManyField(related_name="letters", to="cases.application"),
        ),
        migrations.AddField(
            model_name="letter",
            name="award",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="cases.award",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="days_before",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="handed_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hand", "Remis en main propre"),
                    ("registered", "Avis de réception de la poste"),
                    ("answered", "La personne l’a écrit"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="handed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="leaving_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="printed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="printed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="recovery",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="cases.recovery",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="returned_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="letter",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("post", "Par la poste"),
                    ("hand", "Remis en main propre"),
                    ("email", "Par courriel"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pieces", "Demande de pièces"),
                    ("receipt", "Accusé de réception"),
                    ("reminder", "Relance avant caducité"),
                    ("granted", "Aide accordée"),
                    ("refused", "Demande rejetée"),
                    ("lapsed", "Demande caduque"),
                    ("silence", "Ce que le silence veut dire"),
                    ("appeal_receipt", "Accusé de réception d’un recours"),
                    ("upheld", "Décision maintenue"),
                    ("reversed", "Décision changée"),
                    ("period_end", "Fin prochaine d’une aide"),
                    ("resumption_end", "Fin prochaine du délai de reprise"),
                    ("suspended", "Aide suspendue"),
                    ("resumed", "Aide reprise"),
                    ("interrupted", "Aide interrompue"),
                    ("ended", "Aide terminée"),
                    ("recovery_proposed", "Récupération envisagée"),
                    ("recovery_due", "Somme à rendre"),
                    ("recovery_waived", "Remise accordée"),
                    ("recovery_settled", "Somme rendue"),
                    ("recovery_cancelled", "Récupération annulée"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="prepared_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True), ("sent_at__isnull", True)),
                fields=["prepared_at", "id"],
                name="letter_to_send",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "pieces",
                            "receipt",
                            "reminder",
                            "granted",
                            "refused",
                            "lapsed",
                            "silence",
                            "appeal_receipt",
                            "upheld",
                            "reversed",
                            "period_end",
                            "resumption_end",
                            "suspended",
                            "resumed",
                            "interrupted",
                            "ended",
                            "recovery_proposed",
                            "recovery_due",
                            "recovery_waived",
                            "recovery_settled",
                            "recovery_cancelled",
                        ],
                    )
                ),
                name="letter_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("channel", ""),
                        ("pdf__isnull", True),
                        ("sent_at__isnull", True),
                        ("sent_by__isnull", True),
                        ("sha256", ""),
                    ),
                    models.Q(
                        ("pdf__isnull", False),
                        ("sent_at__isnull", False),
                        ("sent_by__isnull", False),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("cancelled_at__isnull", True),
                        ("channel__in", ["post", "hand", "email"]),
                    ),
                    _connector="OR",
                ),
                name="letter_sent_with_its_bytes",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("award__isnull", False),
                        (
                            "kind__in",
                            ("period_end", "resumption_end", "suspended", "resumed", "interrupted", "ended"),
                        ),
                        ("recovery__isnull", True),
                    ),
                    models.Q(
                        ("award__isnull", True),
                        (
                            "kind__in",
                            (
                                "recovery_proposed",
                                "recovery_due",
                                "recovery_waived",
                                "recovery_settled",
                                "recovery_cancelled",
                            ),
                        ),
                        ("recovery__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                (
                                    "period_end",
                                    "resumption_end",
                                    "suspended",
                                    "resumed",
                                    "interrupted",
                                    "ended",
                                    "recovery_proposed",
                                    "recovery_due",
                                    "recovery_waived",
                                    "recovery_settled",
                                    "recovery_cancelled",
                                ),
                            ),
                            _negated=True,
                        ),
                        ("award__isnull", True),
                        ("recovery__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="letter_says_which_award_or_recovery",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("leaving_at__isnull", True),
                    models.Q(("cancelled_at__isnull", True), ("sent_at__isnull", True)),
                    _connector="OR",
                ),
                name="letter_leaving_has_not_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_how", ""), ("handed_on__isnull", True)),
                    models.Q(
                        ("handed_how__in", ["hand", "registered", "answered"]),
                        ("handed_on__isnull", False),
                        ("sent_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="letter_in_hands_with_its_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("returned_on__isnull", True),
                    models.Q(("handed_on__isnull", True), ("sent_at__isnull", False)),
                    _connector="OR",
                ),
                name="letter_returned_never_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("printed_at__isnull", True), ("printed_by__isnull", True)),
                    models.Q(("printed_at__isnull", False), ("printed_by__isnull", False)),
                    _connector="OR",
                ),
                name="letter_printed_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="correspondence",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="correspondence",
                to="cases.casefile",
            ),
        ),
        migrations.AddField(
            model_name="correspondence",
            name="noted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="letter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sendings", to="cases.letter"
            ),
        ),
        migrations.AddConstraint(
            model_name="correspondence",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["fr", "en"])), name="correspondence_language_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="correspondence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attach", False), ("email", ""), ("email_agreed_on__isnull", True)),
                    models.Q(models.Q(("email", ""), _negated=True), ("email_agreed_on__isnull", False)),
                    _connector="OR",
                ),
                name="correspondence_email_agreed_with_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="correspondence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phone", ""), ("phone_agreed_on__isnull", True)),
                    models.Q(models.Q(("phone", ""), _negated=True), ("phone_agreed_on__isnull", False)),
                    _connector="OR",
                ),
                name="correspondence_phone_agreed_with_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__in", ["email", "sms", "post"])), name="sending_by_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_at__isnull", True),
                    models.Q(("attempted_at__isnull", False), ("failed_at__isnull", True)),
                    _connector="OR",
                ),
                name="sending_sent_after_an_attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failed_at__isnull", True), ("failure", "")),
                    models.Q(
                        ("failed_at__isnull", False),
                        ("failure__in", ["unreachable", "refused", "changed", "unreadable", "unknown"]),
                    ),
                    _connector="OR",
                ),
                name="sending_failed_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                condition=models.Q(("failed_at__isnull", True), ("sent_at__isnull", True)),
                fields=("letter",),
                name="sending_one_at_a_time",
            ),
        ),
        RowSecurity("cases_letter_applications", staff=EDIT, system=ALL),
        RowSecurity("cases_correspondence", staff=EDIT, system=ALL),
        RowSecurity("cases_sending", staff=EDIT, system=ALL),
    ]
