-- A small correction goes from draft straight into force without signatures, so the database looks itself: everything that
-- bears on needs, money, risk and who is paid must say what the version before says, line by line.

-- What the lines of one part of a version say, by their numbers; what a line points at, by the number of that line.
CREATE OR REPLACE FUNCTION phb_plan_lines(of_version bigint, part text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    found jsonb;
    points text := CASE part
        WHEN 'outcome' THEN '(SELECT to_jsonb(coalesce(p.first_row, p.id)) FROM careplans_need p WHERE p.id = r.need_id)'
        WHEN 'action' THEN '(SELECT to_jsonb(coalesce(p.first_row, p.id)) FROM careplans_outcome p WHERE p.id = r.outcome_id)'
        WHEN 'stagegoal' THEN '(SELECT to_jsonb(coalesce(p.first_row, p.id)) FROM careplans_action p WHERE p.id = r.of_action_id)'
        WHEN 'healthtask' THEN '(SELECT to_jsonb(coalesce(p.first_row, p.id)) FROM careplans_service p WHERE p.id = r.service_id)'
        WHEN 'paidperson' THEN '(SELECT to_jsonb(coalesce(p.first_row, p.id)) FROM careplans_service p WHERE p.id = r.service_id)'
        WHEN 'service' THEN '(SELECT jsonb_agg(coalesce(p.first_row, p.id) ORDER BY coalesce(p.first_row, p.id))
                              FROM careplans_serviceoutcome l JOIN careplans_outcome p ON p.id = l.outcome_id WHERE l.service_id = r.id)'
        ELSE 'NULL::jsonb' END;
    -- Where a row stands, and in the last four parts the words a correction may mend.
    aside text[] := ARRAY['id', 'version_id', 'position', 'first_row', 'need_id', 'outcome_id', 'of_action_id', 'service_id'] ||
        CASE part WHEN 'action' THEN ARRAY['words', 'who', 'who_role', 'when']
                  WHEN 'plancontact' THEN ARRAY['name', 'role', 'phone', 'email', 'comments', 'team', 'organisation_name', 'speciality']
                  WHEN 'contingency' THEN ARRAY['trigger', 'contact']
                  WHEN 'otherplan' THEN ARRAY['title', 'held_by']
                  ELSE ARRAY[]::text[] END;
BEGIN
    EXECUTE format(
        'SELECT coalesce(jsonb_agg(to_jsonb(r) - $2 || jsonb_build_object(''line'', coalesce(r.first_row, r.id), ''points'', %s)
                ORDER BY coalesce(r.first_row, r.id)), ''[]'') FROM careplans_%s r WHERE r.version_id = $1', points, part)
    INTO found USING of_version, aside;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION phb_plan_small_correction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before careplans_planversion%ROWTYPE;
    -- Where a version stands, and the words about the person and the review that a correction may mend.
    aside text[] := ARRAY['id', 'number', 'state', 'state_since', 'based_on_id', 'change_reason', 'is_minor', 'drafted_by_id',
        'effective_from', 'effective_to', 'returned_reason', 'content_hash', 'edits', 'saved_at', 'shared_at', 'extra_parts',
        'also_worth_knowing', 'important_people', 'written_with', 'who_i_am', 'review_how', 'what_matters', 'how_i_communicate',
        'my_wellness', 'please_do', 'how_to_support_me', 'strengths', 'health_monitor'];
    part text;
    same boolean;
    -- What the person changed of About me since the version before was agreed (`careplans.services.about_me`).
    since jsonb := (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM careplans_plan p, jsonb_each(p.about_me)
                    WHERE p.id = NEW.plan_id AND key IN ('must_know', 'not_to_contact', 'please_do_not'));
BEGIN
    SELECT * INTO before FROM careplans_planversion WHERE id = NEW.based_on_id AND plan_id = NEW.plan_id;
    -- The version before has just made way, on the day before.
    same := NEW.is_minor AND before.id IS NOT NULL AND before.state = 'superseded' AND NEW.content_hash <> ''
        AND before.effective_to = NEW.effective_from - 1
        AND (to_jsonb(NEW) - aside) IS NOT DISTINCT FROM ((to_jsonb(before) || since) - aside);
    FOREACH part IN ARRAY ARRAY['need', 'outcome', 'service', 'risk', 'healthtask', 'paidperson', 'shareddecision', 'stagegoal',
                               'action', 'plancontact', 'contingency', 'otherplan'] LOOP
        EXIT WHEN NOT same;
        same := phb_plan_lines(NEW.id, part) = phb_plan_lines(before.id, part);
    END LOOP;
    IF NOT coalesce(same, false) THEN
        RAISE EXCEPTION 'This is more than a small correction of the plan in force.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_correction_is_small';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_small_correction ON careplans_planversion;
CREATE TRIGGER phb_small_correction BEFORE UPDATE ON careplans_planversion FOR EACH ROW
    WHEN (OLD.state = 'draft' AND NEW.state = 'active' AND NEW.brought_in = '') EXECUTE FUNCTION phb_plan_small_correction();
