-- A version that was agreed is frozen: what people signed is what stays on record.
CREATE OR REPLACE FUNCTION phb_plan_is_open(of_version bigint) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT state IN ('draft', 'shared') FROM careplans_planversion WHERE id = of_version $$;

-- Whoever writes on a version is its drafter, by whatever way they write. Nobody is known outside a request or job.
CREATE OR REPLACE FUNCTION phb_plan_note_drafter(of_organisation bigint, of_person bigint, of_version bigint)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO careplans_drafter (organisation_id, person_id, version_id, user_id)
    SELECT of_organisation, of_person, of_version, phb_user() WHERE phb_user() IS NOT NULL
    ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION phb_plan_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') AND NOT phb_plan_is_open(OLD.version_id)
       OR TG_OP IN ('INSERT', 'UPDATE') AND NOT phb_plan_is_open(NEW.version_id) THEN
        RAISE EXCEPTION 'This version of the plan is frozen; make a new version.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM phb_plan_note_drafter(OLD.organisation_id, OLD.person_id, OLD.version_id);
        RETURN OLD;
    END IF;
    PERFORM phb_plan_note_drafter(NEW.organisation_id, NEW.person_id, NEW.version_id);
    RETURN NEW;
END $$;

DO $$
DECLARE part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['need', 'outcome', 'action', 'stagegoal', 'service', 'serviceoutcome', 'risk', 'contingency',
                               'healthtask', 'paidperson', 'plancontact', 'otherplan', 'shareddecision'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS phb_frozen ON careplans_%s', part);
        EXECUTE format('CREATE TRIGGER phb_frozen BEFORE INSERT OR UPDATE OR DELETE ON careplans_%s
                        FOR EACH ROW EXECUTE FUNCTION phb_plan_part_frozen()', part);
    END LOOP;
END $$;

-- Of a frozen version only its state, its dates in force and the reason for a return may change; a return
-- to draft also clears the hash and counts one edit, so that the next agreement names another version.
-- A step that needs a signature is taken only after the signature of this very hash: an update of the
-- state alone approves nothing.
CREATE OR REPLACE FUNCTION phb_plan_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    not_content text[] := ARRAY['state', 'effective_from', 'effective_to', 'returned_reason', 'saved_at', 'state_since', 'content_hash'];
    needed text := CASE NEW.state WHEN 'agreed_by_person' THEN 'person' WHEN 'clinically_approved' THEN 'clinical'
                                  WHEN 'finance_checked' THEN 'finance' WHEN 'authorised' THEN 'authorisation' END;
BEGIN
    IF NEW.state = 'draft' AND OLD.state <> 'draft' THEN not_content := not_content || ARRAY['edits', 'shared_at']; END IF;
    IF OLD.state IN ('draft', 'shared') THEN
        IF (to_jsonb(NEW) - not_content - ARRAY['edits', 'shared_at'])
           IS DISTINCT FROM (to_jsonb(OLD) - not_content - ARRAY['edits', 'shared_at']) THEN
            PERFORM phb_plan_note_drafter(NEW.organisation_id, NEW.person_id, NEW.id);
        END IF;
    ELSIF (to_jsonb(NEW) - not_content) IS DISTINCT FROM (to_jsonb(OLD) - not_content)
          OR (NEW.content_hash <> OLD.content_hash AND NEW.state <> 'draft') THEN
        RAISE EXCEPTION 'This version of the plan is frozen; make a new version.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state THEN
        NEW.state_since := clock_timestamp();
        IF needed IS NOT NULL AND NOT (OLD.state = 'refused' AND NEW.state = 'finance_checked') AND NOT EXISTS (
            SELECT 1 FROM careplans_signoff s WHERE s.version_id = NEW.id AND s.kind = needed
              AND s.content_hash = NEW.content_hash AND NEW.content_hash <> '') THEN
            RAISE EXCEPTION 'This step of the plan needs its signature first.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_step_needs_signature';
        END IF;
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_frozen ON careplans_planversion;
CREATE TRIGGER phb_frozen BEFORE UPDATE ON careplans_planversion FOR EACH ROW EXECUTE FUNCTION phb_plan_version_frozen();

-- Somebody who is the person, family or a friend, or acts for them.
CREATE OR REPLACE FUNCTION phb_is_near(of_person bigint, of_user bigint) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM core_declaration d WHERE d.person_id = of_person AND d.user_id = of_user)
       OR EXISTS (SELECT 1 FROM core_grant g WHERE g.person_id = of_person AND g.user_id = of_user) $$;

-- Two people (I7): those who drafted take none of the professional steps; each
-- professional sign-off of a version is another user's; a signature names the version as it stands,
-- and is given only when its step is the next.
CREATE OR REPLACE FUNCTION phb_sign_off_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v careplans_planversion%ROWTYPE;
BEGIN
    SELECT * INTO v FROM careplans_planversion WHERE id = NEW.version_id FOR UPDATE;
    IF v.content_hash IS DISTINCT FROM NEW.content_hash OR NEW.content_hash = '' THEN
        RAISE EXCEPTION 'The plan has changed since it was opened.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_of_current_version';
    END IF;
    IF v.state IS DISTINCT FROM (CASE NEW.kind WHEN 'person' THEN 'shared' WHEN 'clinical' THEN 'agreed_by_person'
                                  WHEN 'finance' THEN 'clinically_approved' WHEN 'approval' THEN 'finance_checked'
                                  WHEN 'authorisation' THEN 'finance_checked' END) THEN
        RAISE EXCEPTION 'This signature is not the next step of the plan.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_in_its_turn';
    END IF;
    IF NEW.kind IN ('clinical', 'finance', 'approval', 'authorisation') AND (NEW.signed_by_id = v.drafted_by_id
        OR EXISTS (SELECT 1 FROM careplans_drafter d WHERE d.version_id = v.id AND d.user_id = NEW.signed_by_id)
        OR EXISTS (SELECT 1 FROM careplans_signoff s WHERE s.version_id = NEW.version_id AND s.content_hash = NEW.content_hash
                   AND s.kind IN ('clinical', 'finance', 'approval', 'authorisation') AND s.kind <> NEW.kind
                   AND s.signed_by_id = NEW.signed_by_id)) THEN
        RAISE EXCEPTION 'The one who drafted, and the one who signed another step, does not sign this one.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_by_different_people';
    END IF;
    IF NEW.kind IN ('clinical', 'finance', 'approval', 'authorisation') AND phb_is_near(v.person_id, NEW.signed_by_id) THEN
        RAISE EXCEPTION 'Nobody signs a plan for themselves, family or a friend.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_by_nobody_near';
    END IF;
    -- Who refused the plan, or wrote down the panel's yes, is not the one who authorises it.
    IF NEW.kind IN ('approval', 'authorisation') AND (
        EXISTS (SELECT 1 FROM core_move m WHERE m.subject = 'careplans.planversion' AND m.subject_id = v.id
                AND m.verb = 'refuse' AND m.by_id = NEW.signed_by_id)
        OR EXISTS (SELECT 1 FROM careplans_panelitem i WHERE i.version_id = v.id AND i.decision = 'yes'
                   AND i.content_hash = NEW.content_hash AND i.recorded_by_id = NEW.signed_by_id)) THEN
        RAISE EXCEPTION 'The one who decided this plan before does not authorise it.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'authorised_by_another_decider';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_sign_off_apart ON careplans_signoff;
CREATE TRIGGER phb_sign_off_apart BEFORE INSERT ON careplans_signoff FOR EACH ROW EXECUTE FUNCTION phb_sign_off_apart();
