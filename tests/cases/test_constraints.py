"""The database refuses nonsense, whoever writes it: each named constraint of the files is shown to bite."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from cases.demonstration import office
from cases.demonstration.play import play

ON = dt.date(2024, 3, 15)


@pytest.fixture
def case(system):
    found, _played = play(office.open_office(), "lone_parent", ON)
    return found


# constraint → the SQL that must be refused, with {case}, {application} and {award} as keys
NONSENSE = {
    "case_file_state_known": "update cases_casefile set state = 'happy' where id = {case}",
    "case_file_informed_before_assessment": (
        "update cases_casefile set information_given_on = null where id = {case}"
    ),
    "case_file_closed_with_date_and_reason": "update cases_casefile set state = 'closed' where id = {case}",
    "case_file_archived_with_date": (
        "update cases_casefile set archived_on = '2024-01-01' where id = {case}"
    ),
    "application_state_known": (
        "update cases_application set state = 'maybe', proposed_by_id = null, proposed_at = null, "
        "proposal = '', decided_by_id = null, decided_at = null where id = {application}"
    ),
    "application_received_signed_and_dated": (
        "update cases_application set signed_on = null where id = {application}"
    ),
    "application_cosigned_when_needed": (
        "update cases_application set needs_cosignature = true where id = {application}"
    ),
    "application_incomplete_has_a_date": (
        "update cases_application set state = 'incomplete', pieces_due_on = null, proposed_by_id = null, "
        "proposed_at = null, proposal = '', decided_by_id = null, decided_at = null where id = {application}"
    ),
    "application_complete_has_a_date": (
        "update cases_application set completed_on = null where id = {application}"
    ),
    "application_proposal_belongs_to_state": (
        "update cases_application set proposal = '' where id = {application}"
    ),
    "application_decision_belongs_to_state": (
        "update cases_application set decided_at = null where id = {application}"
    ),
    "application_decided_by_somebody_else": (
        "update cases_application set decided_by_id = proposed_by_id where id = {application}"
    ),
    "application_refused_with_reason_and_article": (
        "update cases_application set state = 'refused' where id = {application}"
    ),
    "application_granted_with_period": (
        "update cases_application set starts_on = null where id = {application}"
    ),
    "award_state_known": "update cases_award set state = 'lost' where id = {award}",
    "award_ended_with_date": "update cases_award set state = 'ended' where id = {award}",
    "award_ends_after_it_starts": "update cases_award set ends_on = '2000-01-01' where id = {award}",
    "award_amount_not_negative": "update cases_award set amount = -1 where id = {award}",
    "share_ends_after_it_starts": "update cases_share set ends_on = '2000-01-01' where case_id = {case}",
    "share_says_why": "update cases_share set purpose = '' where case_id = {case}",
    "share_revoked_with_date": "update cases_share set state = 'revoked' where case_id = {case}",
    "share_state_known": "update cases_share set state = 'open' where case_id = {case}",
    "request_state_known": (
        "update cases_documentrequest set state = 'lost', answer_document_id = null where case_id = {case}"
    ),
    "request_answered_by_a_document": (
        "update cases_documentrequest set answer_document_id = null where case_id = {case}"
    ),
    "request_sent_with_dates": (
        "update cases_documentrequest set state = 'sent', sent_at = null, answer_document_id = null "
        "where case_id = {case}"
    ),
    "fact_source_has_its_evidence": (
        "update eligibility_fact set source = 'declared' where document_id is not null"
    ),
}


def test_each_nonsense_is_refused_by_its_own_constraint(case):
    keys = {
        "case": case.pk,
        "application": case.applications.order_by("pk").first().pk,
        "award": case.awards.order_by("pk").first().pk,
    }
    for name, sql in NONSENSE.items():
        with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format(**keys))
        assert refused.value.__cause__.diag.constraint_name == name
