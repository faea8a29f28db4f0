-- A version that was agreed is frozen: what people signed is what stays on record.
CREATE OR REPLACE FUNCTION phb_plan_is_open(of_version bigint) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT state IN ('draft', 'shared') FROM careplans_planversion WHERE id = of_version $$;

CREATE OR REPLACE FUNCTION phb_plan_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') AND NOT phb_plan_is_open(OLD.version_id)
       OR TG_OP IN ('INSERT', 'UPDATE') AND NOT phb_plan_is_open(NEW.version_id) THEN
        RAISE EXCEPTION 'This version of the plan is frozen; make a new version.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

DO $$
DECLARE part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['need', 'outcome', 'service', 'serviceoutcome', 'risk', 'contingency'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS phb_frozen ON careplans_%s', part);
        EXECUTE format('CREATE TRIGGER phb_frozen BEFORE INSERT OR UPDATE OR DELETE ON careplans_%s
                        FOR EACH ROW EXECUTE FUNCTION phb_plan_part_frozen()', part);
    END LOOP;
END $$;

-- Of a frozen version only its state, its dates in force and the reason for a return may change.
CREATE OR REPLACE FUNCTION phb_plan_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('draft', 'shared') THEN RETURN NEW; END IF;
    IF (to_jsonb(NEW) - ARRAY['state', 'effective_from', 'effective_to', 'returned_reason', 'saved_at', 'content_hash'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['state', 'effective_from', 'effective_to', 'returned_reason', 'saved_at', 'content_hash'])
       OR (NEW.content_hash <> OLD.content_hash AND NEW.state <> 'draft') THEN
        RAISE EXCEPTION 'This version of the plan is frozen; make a new version.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_frozen ON careplans_planversion;
CREATE TRIGGER phb_frozen BEFORE UPDATE ON careplans_planversion FOR EACH ROW EXECUTE FUNCTION phb_plan_version_frozen();

-- Two people (I7): the drafter takes none of the professional steps; each
-- professional sign-off of a version is another user's; a signature names the version as it stands.
CREATE OR REPLACE FUNCTION phb_sign_off_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v careplans_planversion%ROWTYPE;
BEGIN
    SELECT * INTO v FROM careplans_planversion WHERE id = NEW.version_id FOR UPDATE;
    IF v.content_hash IS DISTINCT FROM NEW.content_hash OR NEW.content_hash = '' THEN
        RAISE EXCEPTION 'The plan has changed since it was opened.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_of_current_version';
    END IF;
    IF NEW.kind IN ('clinical', 'finance', 'authorisation') AND (NEW.signed_by_id = v.drafted_by_id OR EXISTS (
        SELECT 1 FROM careplans_signoff s WHERE s.version_id = NEW.version_id AND s.content_hash = NEW.content_hash
          AND s.kind IN ('clinical', 'finance', 'authorisation') AND s.kind <> NEW.kind AND s.signed_by_id = NEW.signed_by_id)) THEN
        RAISE EXCEPTION 'The one who drafted, and the one who signed another step, does not sign this one.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_off_by_different_people';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS phb_sign_off_apart ON careplans_signoff;
CREATE TRIGGER phb_sign_off_apart BEFORE INSERT ON careplans_signoff FOR EACH ROW EXECUTE FUNCTION phb_sign_off_apart();
